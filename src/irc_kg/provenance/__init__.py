"""Who says so, and where: sources, citations and the texts behind them."""
