"use strict";

/** What the page was given: things and relations, each named by its place in a list, and how they hang together. */
const data = (() => {
  const read = (id) => JSON.parse(elements.byId(id).textContent);
  const given = read("picture-scenes");
  const known = read("picture-details");
  const { things, relations, kinds, predicates, citations } = known;

  const relationsOf = things.map(() => []);
  relations.forEach((relation, r) => {
    relationsOf[relation.subject].push(r);
    if (relation.object !== relation.subject) relationsOf[relation.object].push(r);
  });
  const byCurie = new Map(things.map((thing, n) => [thing.curie, n]));
  const importance = things.map((_, n) => n);
  importance.sort((one, other) => relationsOf[other].length - relationsOf[one].length || one - other);

  const otherEnd = (r, n) => (relations[r].subject === n ? relations[r].object : relations[r].subject);

  /** The words between the two ends of a relation, read from one of them. */
  function wordsFrom(r, n) {
    const predicate = predicates[relations[r].predicate];
    if (relations[r].subject === n) return { from: n, words: predicate.label, to: relations[r].object };
    if (predicate.inverse) return { from: n, words: predicate.inverse, to: relations[r].subject };
    return { from: relations[r].subject, words: predicate.label, to: relations[r].object };
  }

  function sentence(r, n = relations[r].subject) {
    const said = wordsFrom(r, n);
    return `${name(said.from)} ${said.words} ${name(said.to)}`;
  }

  const name = (n) => elements.cut(things[n].label, 120);

  const relationKey = (r) => {
    const { subject, predicate, object } = relations[r];
    return [things[subject].curie, predicates[predicate].iri, things[object].curie].join(" ");
  };
  let keys = null;
  function byRelationKey(key) {
    keys ??= new Map(relations.map((_, r) => [relationKey(r), r]));
    return keys.get(key);
  }

  return {
    given,
    things,
    relations,
    kinds,
    predicates,
    citations,
    relationsOf,
    byCurie,
    importance,
    otherEnd,
    wordsFrom,
    sentence,
    name,
    relationKey,
    byRelationKey,
    headline: known.headline ?? null, // {sentence, things}
    question: known.question,
    summary: known.sentence,
    start: known.start,
    years: known.years,
    year: known.year,
    asOf: known.asOf,
  };
})();
