"""Pictures of a part of the graph: pages that open without a network, and files for other graph tools."""
