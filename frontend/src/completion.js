// What may come next in a query, from the schema of the graph itself. Names and labels are
// matched without case and diacritics: "thoa thuan" finds "thỏa thuận".
import { pickedCompletion } from "@codemirror/autocomplete";

const KEYWORDS =
  "SELECT DISTINCT WHERE FILTER OPTIONAL UNION MINUS GRAPH VALUES BIND ORDER BY GROUP HAVING " +
  "LIMIT OFFSET ASC DESC ASK CONSTRUCT DESCRIBE FROM NAMED PREFIX AS IN NOT EXISTS COUNT SUM AVG " +
  "MIN MAX SAMPLE GROUP_CONCAT STR LANG LANGMATCHES DATATYPE BOUND IRI IF COALESCE REGEX CONTAINS " +
  "STRSTARTS STRENDS LCASE UCASE STRLEN REPLACE CONCAT YEAR MONTH DAY isIRI isLiteral";

const TOKEN =
  /#[^\n]*|\d+\.\d+|<[^<>"{}|^`\\\s]*>|"(?:[^"\\\n]|\\.)*"(?:@[\w-]+)?|'(?:[^'\\\n]|\\.)*'|[?$][\p{L}\p{N}_]+|[\p{L}\p{N}_-]*:[\p{L}\p{N}\p{M}_.%-]*[\p{L}\p{N}\p{M}_%-]|[\p{L}\p{N}_-]*:|[\p{L}\p{N}\p{M}_]+|\S/gu;
const WORD = /[?$]?[\p{L}\p{M}\p{N}_:-]*$/u;
const TYPE = new Set(["a", "rdf:type", "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"]);
const MOST_OPTIONS = 200;

export function fold(text) {
  return text
    .toLowerCase()
    .normalize("NFD")
    .replace(/\p{Mn}/gu, "")
    .replaceAll("đ", "d");
}

/** The schema that the server offers: fetched once, when it is first needed. */
export class Schema {
  #address;
  #language;
  #loaded;

  constructor(address, language) {
    this.#address = address;
    this.#language = language;
  }

  load() {
    this.#loaded ??= this.#fetch();
    return this.#loaded;
  }

  async #fetch() {
    const empty = { prefixes: {}, classes: [], properties: [], concepts: [] };
    if (!this.#address) return empty;
    try {
      const response = await fetch(this.#address);
      if (!response.ok) return empty;
      const found = await response.json();
      for (const term of [...found.classes, ...found.properties, ...found.concepts]) this.#words(term);
      return found;
    } catch {
      return empty; // offline: the editor still works
    }
  }

  #words(term) {
    const local = term.name.split(":")[1] ?? term.name;
    const parts = local.replace(/([a-z0-9])([A-Z])/g, "$1 $2");
    term.said = term.label[this.#language] ?? Object.values(term.label)[0] ?? "";
    term.keys = [term.name, local, parts, ...Object.values(term.label)].map(fold);
  }
}

/** Returns how well `term` fits the folded word: 3 begins with it, 2 a word of it does, 1 has it. */
function fit(term, word) {
  let best = 0;
  for (const key of term.keys) {
    if (key.startsWith(word)) return 3;
    if (key.includes(` ${word}`)) best = Math.max(best, 2);
    else if (key.includes(word)) best = Math.max(best, 1);
  }
  return best;
}

/** Returns the tokens before the cursor, without the word that is being typed. */
function tokensBefore(text) {
  return (text.match(TOKEN) ?? []).filter((token) => !token.startsWith("#"));
}

/** Returns subject, predicate and which part comes next in the triple that the tokens end in. */
function position(tokens) {
  let subject = null;
  let predicate = null;
  let brackets = 0; // those of FILTER, BIND and SELECT, which hold no triples
  const stack = [];
  for (const token of tokens) {
    if (token === "(" && (brackets || subject === null)) brackets += 1;
    else if (token === ")" && brackets) brackets -= 1;
    else if (brackets) continue;
    else if (token === "{" || token === "}" || token === ".") {
      subject = predicate = null;
    } else if (token === "[") {
      stack.push([subject, predicate]);
      [subject, predicate] = [`[${stack.length}`, null];
    } else if (token === "]") {
      [subject, predicate] = stack.pop() ?? [null, null];
    } else if (token === ";") {
      predicate = null;
    } else if (/^[()/|^*+!=<>&,]$/.test(token)) {
      continue;
    } else if (subject === null) {
      if (/^[?$<]|:/.test(token)) subject = token;
    } else if (predicate === null) {
      predicate = token;
    }
  }
  const last = tokens.at(-1);
  const path = predicate !== null && (last === "/" || last === "|" || last === "^");
  if (subject === null) return { part: "subject" };
  if (predicate === null || path) return { part: "predicate", subject, path };
  return { part: "object", subject, predicate };
}

/** Returns the classes that the whole query gives to `subject`. */
function classesOf(tokens, subject) {
  const found = new Set();
  const stack = [];
  let current = null;
  tokens.forEach((token, index) => {
    if (token === "[") stack.push(current), (current = `[${stack.length}`);
    else if (token === "]") current = stack.pop() ?? null;
    else if (token === "." || token === "{" || token === "}") current = null;
    else if (current === null && /^[?$<]|:/.test(token)) current = token;
    if (current === subject && TYPE.has(token)) found.add(tokens[index + 1]);
  });
  return found;
}

/** Inserts a name, and declares its prefix where the query does not. */
function insertName(schema, name) {
  return (view, completion, from, to) => {
    const text = view.state.doc.toString();
    const prefix = name.split(":")[0];
    const changes = [{ from, to, insert: name }];
    let shift = 0;
    if (schema.prefixes[prefix] && !new RegExp(`prefix\\s+${prefix}:`, "i").test(text)) {
      const line = `PREFIX ${prefix}: <${schema.prefixes[prefix]}>\n`;
      // After the prefixes that are there, else after the comments at the head.
      const declared = [...text.matchAll(/^[ \t]*prefix\s.*(?:\n|$)/gim)].at(-1);
      const head = /^(?:[ \t]*#.*\n|[ \t]*\n)*/.exec(text)[0].length;
      const at = Math.min(declared ? declared.index + declared[0].length : head, from);
      changes.unshift({ from: at, insert: line });
      shift = line.length;
    }
    view.dispatch({
      changes,
      selection: { anchor: from + shift + name.length },
      annotations: pickedCompletion.of(completion),
      userEvent: "input.complete",
    });
  };
}

function optionsFor(schema, terms, word, boosted = () => false) {
  const folded = fold(word);
  return terms
    .map((term) => [term, folded ? fit(term, folded) : 1, boosted(term)])
    .filter(([, fits]) => fits)
    .sort((a, b) => b[2] - a[2] || b[1] - a[1] || (b[0].count ?? 0) - (a[0].count ?? 0))
    .slice(0, MOST_OPTIONS)
    .map(([term]) => ({
      label: term.name,
      detail: term.said,
      info: term.comment || undefined,
      apply: insertName(schema, term.name),
    }));
}

function prefixOptions(schema, word) {
  const folded = fold(word);
  return Object.entries(schema.prefixes)
    .filter(([name]) => name.startsWith(folded.replace(/:$/, "")))
    .map(([name, namespace]) => ({ label: `${name}:`, detail: namespace, apply: `${name}: <${namespace}>` }));
}

function wordOptions(tokens, word) {
  const variables = [...new Set(tokens.filter((token) => /^[?$]./.test(token) && token !== word))];
  if (/^[?$]/.test(word)) {
    return variables.filter((name) => fold(name).startsWith(fold(word))).map((label) => ({ label }));
  }
  if (!word) return [];
  const upper = word.toUpperCase();
  return KEYWORDS.split(" ")
    .filter((label) => label.toUpperCase().startsWith(upper))
    .map((label) => ({ label }));
}

function conceptsFor(schema, predicate) {
  const property = schema.properties.find((term) => term.name === predicate);
  const scheme = property?.values;
  return scheme ? schema.concepts.filter((term) => term.name.startsWith(`${scheme}:`)) : [];
}

function termOptions(schema, place, all, word, explicit) {
  if (place.part === "object" && TYPE.has(place.predicate)) {
    return optionsFor(schema, schema.classes, word);
  }
  if (place.part === "predicate") {
    const classes = classesOf(all, place.subject);
    const known = new Set(
      schema.classes.filter((term) => classes.has(term.name)).flatMap((term) => term.properties),
    );
    const own = schema.properties.filter((term) => known.has(term.name));
    const offered = own.length && !word && !place.path ? own : schema.properties;
    return optionsFor(schema, offered, word, (term) => known.has(term.name));
  }
  const values = place.part === "object" ? conceptsFor(schema, place.predicate) : [];
  if (values.length && (explicit || !/^[?$]/.test(word))) return optionsFor(schema, values, word);
  if (!word || /^[?$]/.test(word)) return [];
  return optionsFor(schema, [...schema.concepts, ...schema.classes], word);
}

/** Returns the completion source of the editor. */
export function completions(schema) {
  return async (context) => {
    const before = context.state.sliceDoc(0, context.pos);
    const line = before.slice(before.lastIndexOf("\n") + 1);
    if (/^[^"'<]*#/.test(line) || /<[^>\s]*$/.test(line)) return null;
    if ((line.match(/(?<!\\)"/g) ?? []).length % 2) return null; // inside a string
    const word = WORD.exec(line)[0];
    const from = context.pos - word.length;
    const found = await schema.load();
    if (context.aborted) return null;
    if (/^\s*prefix\s+[\w-]*:?$/i.test(line)) {
      return { from, options: prefixOptions(found, word), filter: false };
    }
    const earlier = tokensBefore(before.slice(0, from));
    const place = position(earlier);
    const open = place.part === "predicate" || (place.part === "object" && earlier.at(-1) !== ".");
    const spaced = /\s$/.test(before) && open && TYPE.has(earlier.at(-1));
    if (!word && !context.explicit && !spaced) return null;
    const all = tokensBefore(context.state.doc.toString());
    const inside = earlier.includes("{");
    const terms = inside && !/^[?$]/.test(word)
      ? termOptions(found, place, all, word, context.explicit)
      : [];
    const options = [...terms, ...wordOptions(all, word)];
    return options.length ? { from, options, filter: false } : null;
  };
}
