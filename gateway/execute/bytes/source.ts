/** Source code that reads, asks and writes by records. Names of a supergraph or a client stand in it as constants only. */

import type { Provider } from "./layout.ts";

/** What the parts of one plan's code share. */
export class Source {
  /** Code of all functions so far. */
  readonly functions: string[] = [];
  /** Bytes that the code knows as `K[n]`, and lists of such as `E[n]`. */
  readonly constants: Uint8Array[] = [];
  readonly lists: Uint8Array[][] = [];
  #names = 0;

  /** Code for some text as bytes. */
  constant(text: string): string {
    this.constants.push(new Uint8Array(Buffer.from(text)));
    return `K[${this.constants.length - 1}]`;
  }

  /** Code for several texts as JSON strings. */
  list(texts: readonly string[]): string {
    this.lists.push(texts.map((text) => new Uint8Array(Buffer.from(JSON.stringify(text)))));
    return `E[${this.lists.length - 1}]`;
  }

  /** A name that nothing else has. */
  name(): string {
    return `n${this.#names++}`;
  }
}

/** Code that works on one object: whatever it needs of the object's entities and of answers is looked up once, at its beginning. */
export class ObjectSource {
  #found = "";
  readonly #entities = new Map<number, string>();
  readonly #buffers = new Set<number>();
  readonly #source: Source;
  /** Code for the object's own record; null for the root. */
  readonly #record: string | null;

  constructor(source: Source, record: string | null) {
    this.#source = source;
    this.#record = record;
  }

  /** What has to stand before code that used this. */
  get beginning(): string {
    return this.#found;
  }

  /** Code for the record that a provider speaks of; 0 where there is none. */
  record({ attachment, layout }: Provider): string {
    if (attachment === null) return this.#record ?? `Q[${layout.fetch}]`;
    const { input, offset } = attachment;
    let entity = this.#entities.get(input.id);
    if (entity === undefined) {
      entity = this.#source.name();
      this.#entities.set(input.id, entity);
      const [word, table] = [`w${entity}`, `X[${input.id}]`];
      this.#found += `const ${word}=T[${this.#record}+${offset}],${entity}=${word}>0&&${table}>0?T[${table}+${word}-1]:0;`;
    }
    return entity;
  }

  /** Code for the answer that a provider's record points into. */
  buffer({ layout }: Provider): string {
    if (!this.#buffers.has(layout.fetch)) {
      this.#buffers.add(layout.fetch);
      this.#found += `const b${layout.fetch}=B[${layout.fetch}];`;
    }
    return `b${layout.fetch}`;
  }

  /**
   * Code that finds a leaf: variables for its answer, its start, which is 0 where nobody has it, and its end.
   * @param providers the first that has it counts
   */
  leaf(providers: readonly Provider[], { answer, start, end }: LeafNames): string {
    const [only] = providers;
    if (only === undefined) return `const ${answer}=b,${start}=0,${end}=0;`;
    if (providers.length === 1 && only.attachment === null) {
      const at = `${this.record(only)}+${only.slot.offset}`;
      return `const ${answer}=${this.buffer(only)},${start}=T[${at}],${end}=T[${at}+1];`;
    }
    const tries = providers.map((one) => {
      const [record, { offset }] = [this.record(one), one.slot];
      return `if(${record}!==0&&(${start}=T[${record}+${offset}])!==0){${answer}=${this.buffer(one)};${end}=T[${record}+${offset + 1}];}`;
    });
    return `let ${answer}=b,${start}=0,${end}=0;${tries.join("else ")}`;
  }

  /** Code for the word that leads to an object or a list; 0 where there is none. */
  pointer(provider: Provider): string {
    const record = this.record(provider);
    const word = `T[${record}+${provider.slot.offset}]`;
    return provider.attachment === null && this.#record !== null ? word : `(${record}===0?0:${word})`;
  }
}

/** Names of variables. */
export interface LeafNames {
  readonly answer: string;
  readonly start: string;
  readonly end: string;
}

/** Code that finds which of some types an object has. */
export interface TypeSource {
  readonly find: string;
  /** Position of the type; -1 for another, -2 where nobody says it. */
  readonly index: string;
  /** What has to stand where the position is -1: there may be another way to write a name. */
  readonly checkOther: string;
}

/** @param providers of the type's name */
export function typeSource(
  source: Source,
  object: ObjectSource,
  providers: readonly Provider[],
  types: readonly string[],
): TypeSource {
  const name = source.name();
  const [answer, start, end] = [`${name}a`, `${name}s`, `${name}e`];
  return {
    find: `${object.leaf(providers, { answer, start, end })}if(${start}!==0&&${answer}[${start}]!==34)throw A;`,
    index: `${start}===0?-2:indexOfText(${answer},${start},${end},${source.list(types)})`,
    checkOther: `if(hasEscape(${answer},${start},${end}))throw A;`,
  };
}
