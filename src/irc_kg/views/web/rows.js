"use strict";

/** All that the picture says, as rows: of things, of relations and of single facts. */
const rows = (() => {
  const sources = (places) => (places ?? []).map((place) => data.citations[place]).join("; ");
  const text = (value, sort = value.toLowerCase()) => ({ text: value, sort });
  const number = (value) => ({ text: String(value), sort: value });
  const date = (dated) => text(dated?.[1] ?? "", dated?.[0] ?? "");
  const thing = (n) => ({ ...text(data.things[n].label), href: address.ofThing(n) });

  function ofThing(_, n) {
    const { kind, also = [], definition = "", since, until, sources: named, curie } = data.things[n];
    return {
      thing: n,
      isSeen: () => state.isVisible(n),
      cells: [
        thing(n),
        text(data.kinds[kind].label),
        text(also.join("; ")),
        text(definition),
        date(since),
        date(until),
        number(data.relationsOf[n].length),
        text(sources(named)),
        text(curie),
      ],
    };
  }

  function ofRelation({ subject, predicate, object, sources: said }, r) {
    const words = { ...text(data.predicates[predicate].label), href: address.ofRelation(r) };
    return {
      relation: r,
      isSeen: () => state.isDrawn(r),
      cells: [thing(subject), words, thing(object), text(sources(said))],
    };
  }

  function ofFacts({ statements = [], facts = [], definition, defined }, n) {
    const fact = (words, value, link, said) => ({
      thing: n,
      isSeen: () => state.isVisible(n),
      cells: [thing(n), text(words), { ...text(value), link }, text(sources(said))],
    });
    return [
      ...(definition ? [fact("What it is", definition, undefined, defined)] : []),
      ...facts.map(({ name, value, link, sources: said }) => fact(name, value, link, said)),
      ...statements.map(({ words, object, sources: said }) => fact(words, object, undefined, said)),
    ];
  }

  return {
    things: {
      columns: [
        "Name",
        "Kind",
        "Also known as",
        "What it is",
        "From",
        "Until",
        "Relations",
        "Source",
        "Name in the files",
      ],
      wide: [0],
      widest: [3, 7],
      all: () => data.things.map(ofThing),
    },
    relations: {
      columns: ["Thing", "Relation", "Other thing", "Source"],
      wide: [0, 2, 3],
      all: () => data.relations.map(ofRelation),
    },
    facts: {
      columns: ["Thing", "Fact", "Value", "Source"],
      wide: [0, 2, 3],
      all: () => data.things.flatMap(ofFacts),
    },
  };
})();
