/**
 * Reads dcgm-exporter pages (Prometheus text format 0.0.4) as bytes. It remembers of every node which label set stood on
 * which line, so that the next page costs a comparison of bytes and one number a line; what differs is parsed in full.
 */

import { ENERGY, isBlank, METRIC_COUNT, METRICS, MISSING, pack, XID_METRIC } from "./metrics.ts";
import { parseLabels } from "./parse-labels.ts";
import { parseNumber } from "./parse-number.ts";

/** What a parser remembers of a node's last page. */
export interface PageMemory {
  /** Label sets seen, braces included, one after the other. */
  bytes: Uint8Array;
  /** Where each label set ends in `bytes`. */
  ends: number[];
  /** The GPU's slot that each label set means, or one of the negative `SLOT_…`. */
  slots: number[];
  /** For each line of a known metric: its metric and the index of its label set, as `labels × 16 + metric`. */
  lines: number[];
}

/** What one page says. It is overwritten by the next call: read it at once. */
export interface PageReading {
  /** Packed values by `metric × gpuCount + slot`; `MISSING` where there is none. */
  readonly values: Uint16Array;
  /** The energy counter by slot, in millijoules; NaN where it is not reported. Its metric is `MISSING` in `values`. */
  readonly energies: Float64Array;
  /** The last XID by slot; -1 where it is not reported. */
  readonly xids: Int32Array;
  /** GPUs of the node that reported at least one metric. */
  reporting: number;
  /** Lines with a number where one belongs, of known metrics and of unknown ones alike. */
  lines: number;
  /** Lines that are none of the format. */
  malformed: number;
  /** Values that cannot be true, such as a power of -5 W. */
  outOfRange: number;
  /** Lines of a series that an earlier line of the page had; the first one counts. */
  duplicates: number;
  /** Lines of MIG slices. They say nothing of the whole GPU and are left out. */
  sliceLines: number;
  /** True when the page ends within a line, which is not trusted, or was given up because it is no page. */
  truncated: boolean;
  /** GPUs that are not this node's. */
  readonly strangers: Map<string, Stranger>;
}

/** A GPU that reported from where it is not known. */
export interface Stranger {
  readonly uuid: string;
  /** The host that the page names, or null. */
  readonly hostname: string | null;
}

/** More GPUs than that on one page are not believed. */
const MAX_GPUS = 64;
/** Label sets remembered of a page: a GPU has one, and a second one for its XID. */
const MAX_LABEL_SETS = 4 * MAX_GPUS;
const MAX_LABEL_BYTES = 2048;
const MAX_STRANGERS = 32;
/** A page of 64 GPUs with 200 metrics each has 13,000 lines. */
const MAX_LINES = 20_000;
/** What has so many lines of no meaning is no page, and is not read to its end. */
const MAX_MALFORMED = 1000;

const SLOT_STRANGER = -1;
const SLOT_SLICE = -2;
const SLOT_NAMELESS = -3;

const XID = METRIC_COUNT;
const NAMES: readonly Uint8Array[] = [...METRICS.map(({ exported }) => exported), XID_METRIC].map((name) =>
  Buffer.from(name),
);

const EXPORTER_PREFIX = Buffer.from("DCGM_FI_");

const NEWLINE = 0x0a;
const RETURN = 0x0d;
const SPACE = 0x20;
const TAB = 0x09;
const QUOTE = 0x22;
const HASH = 0x23;
const BACKSLASH = 0x5c;
const BRACE_OPEN = 0x7b;
const BRACE_CLOSE = 0x7d;

/** A memory of nothing. */
export function createPageMemory(): PageMemory {
  return { bytes: new Uint8Array(0), ends: [], slots: [], lines: [] };
}

/** Parses one page at a time. */
export class PageParser {
  readonly #reading: PageReading = {
    values: new Uint16Array(METRIC_COUNT * MAX_GPUS),
    energies: new Float64Array(MAX_GPUS),
    xids: new Int32Array(MAX_GPUS),
    reporting: 0,
    lines: 0,
    malformed: 0,
    outOfRange: 0,
    duplicates: 0,
    sliceLines: 0,
    truncated: false,
    strangers: new Map(),
  };
  #gpuCount = 0;
  #page: Uint8Array = new Uint8Array(0);
  #gpus: readonly string[] = [];
  #memory: PageMemory = createPageMemory();

  /**
   * Parses a page. Never throws: what is wrong with the page is counted in the reading.
   * @param page the whole page, at most what the caller allows
   * @param gpus uuids of the node's GPUs, by slot
   * @param memory of this node; it is brought up to date. Begin anew when `gpus` changes.
   */
  parse(page: Buffer, gpus: readonly string[], memory: PageMemory): PageReading {
    const reading = this.#begin(page, gpus, memory);
    let at = 0;
    let line = 0;
    for (let read = 0; at < page.length; read++) {
      const end = page.indexOf(NEWLINE, at);
      if (end < 0 || read >= MAX_LINES || reading.malformed >= MAX_MALFORMED) {
        reading.truncated = true;
        break;
      }
      const first = page[at];
      if (first !== HASH && first !== NEWLINE && first !== RETURN) line = this.#line(at, end, line);
      at = end + 1;
    }
    // A page that has become shorter leaves no lines behind.
    if (line < memory.lines.length) memory.lines.length = line;
    reading.reporting = this.#countReporting();
    this.#page = new Uint8Array(0);
    return reading;
  }

  #begin(page: Buffer, gpus: readonly string[], memory: PageMemory): PageReading {
    const reading = this.#reading;
    this.#page = page;
    this.#gpus = gpus;
    this.#memory = memory;
    this.#gpuCount = Math.min(gpus.length, MAX_GPUS);
    reading.values.fill(MISSING, 0, METRIC_COUNT * this.#gpuCount);
    reading.energies.fill(Number.NaN, 0, this.#gpuCount);
    reading.xids.fill(-1, 0, this.#gpuCount);
    reading.lines = reading.malformed = reading.outOfRange = reading.duplicates = reading.sliceLines = 0;
    reading.truncated = false;
    reading.strangers.clear();
    return reading;
  }

  /** Reads the line from `at` to `end`. Returns the index of the next line of a known metric. */
  #line(at: number, end: number, line: number): number {
    const memory = this.#memory;
    const expected = memory.lines[line];
    if (expected !== undefined) {
      const after = this.#match(at, end, expected);
      if (after >= 0) {
        this.#value(after, end, expected & 15, memory.slots[expected >> 4] ?? SLOT_NAMELESS);
        return line + 1;
      }
    }
    const nameEnd = this.#nameEnd(at, end);
    const metric = this.#metric(at, nameEnd);
    if (metric < 0) {
      this.#unknownLine(at, nameEnd, end);
      return line;
    }
    const labelsEnd = this.#labelsEnd(nameEnd, end);
    if (labelsEnd < 0 || labelsEnd - nameEnd > MAX_LABEL_BYTES) {
      this.#reading.malformed++;
      return line;
    }
    const labels = this.#labelSet(nameEnd, labelsEnd);
    memory.lines[line] = labels * 16 + metric;
    this.#value(labelsEnd, end, metric, memory.slots[labels] ?? SLOT_NAMELESS);
    return line + 1;
  }

  /** Where the number of the expected line begins, or -1 when this line is not the expected one. */
  #match(at: number, end: number, expected: number): number {
    const page = this.#page;
    const name = NAMES[expected & 15];
    const labels = expected >> 4;
    if (name === undefined) return -1;
    const { bytes, ends } = this.#memory;
    const from = labels === 0 ? 0 : (ends[labels - 1] ?? 0);
    const to = ends[labels] ?? 0;
    const after = at + name.length + to - from;
    if (after >= end) return -1;
    // The end first: label sets of one page differ there, in the host or the job, or in the middle, in the uuid.
    let position = after - 1;
    for (let index = to - 1; index >= from; index--, position--) if (page[position] !== bytes[index]) return -1;
    for (let index = name.length - 1; index >= 0; index--, position--) if (page[position] !== name[index]) return -1;
    return after;
  }

  #nameEnd(at: number, end: number): number {
    const page = this.#page;
    let position = at;
    while (position < end) {
      const byte = page[position];
      if (byte === BRACE_OPEN || byte === SPACE || byte === TAB) break;
      position++;
    }
    return position;
  }

  #metric(at: number, nameEnd: number): number {
    const page = this.#page;
    const length = nameEnd - at;
    for (let metric = 0; metric < NAMES.length; metric++) {
      const name = NAMES[metric];
      if (name?.length !== length) continue;
      let index = length - 1;
      while (index >= 0 && name[index] === page[at + index]) index--;
      if (index < 0) return metric;
    }
    return -1;
  }

  /**
   * Counts a line of a metric that is not kept. The exporter's own are taken for good unread: they are half of a page.
   * Others have to end in a number.
   */
  #unknownLine(at: number, nameEnd: number, end: number): void {
    const reading = this.#reading;
    if (startsWith(this.#page, at, nameEnd, EXPORTER_PREFIX)) {
      reading.lines++;
      return;
    }
    const after = this.#labelsEnd(nameEnd, end);
    if (after < 0 || parseNumber(this.#page, after, end) === undefined) reading.malformed++;
    else reading.lines++;
  }

  /** The position behind the closing brace, `at` itself where no labels stand, or -1 when the brace is not closed. */
  #labelsEnd(at: number, end: number): number {
    const page = this.#page;
    if (page[at] !== BRACE_OPEN) return at;
    let quoted = false;
    for (let position = at + 1; position < end; position++) {
      const byte = page[position];
      if (byte === QUOTE) quoted = !quoted;
      else if (byte === BACKSLASH && quoted) position++;
      else if (byte === BRACE_CLOSE && !quoted) return position + 1;
    }
    return -1;
  }

  /** The index of a label set, which is learnt when it is new. */
  #labelSet(from: number, to: number): number {
    const memory = this.#memory;
    let start = 0;
    for (let index = 0; index < memory.ends.length; index++) {
      const stop = memory.ends[index] ?? 0;
      if (stop - start === to - from && this.#sameBytes(from, start, stop)) return index;
      start = stop;
    }
    // A host that renames its labels without end (a job id on each line, say) only loses the shortcut.
    if (memory.ends.length >= MAX_LABEL_SETS) forget(memory);
    const known = memory.ends.at(-1) ?? 0;
    const bytes = new Uint8Array(known + to - from);
    bytes.set(memory.bytes.subarray(0, known));
    bytes.set(this.#page.subarray(from, to), known);
    memory.bytes = bytes;
    memory.ends.push(bytes.length);
    memory.slots.push(this.#slot(from, to));
    return memory.ends.length - 1;
  }

  #sameBytes(from: number, start: number, stop: number): boolean {
    const page = this.#page;
    const bytes = this.#memory.bytes;
    for (let index = start; index < stop; index++) if (bytes[index] !== page[from + index - start]) return false;
    return true;
  }

  #slot(from: number, to: number): number {
    const labels = parseLabels(Buffer.from(this.#page.subarray(from, to)).toString("utf8"));
    const uuid = labels?.get("UUID") ?? labels?.get("uuid");
    if (labels === null || uuid === undefined || uuid === "") return SLOT_NAMELESS;
    if ((labels.get("GPU_I_ID") ?? "") !== "") return SLOT_SLICE;
    const slot = this.#gpus.indexOf(uuid);
    return slot >= 0 && slot < MAX_GPUS ? slot : SLOT_STRANGER;
  }

  #value(from: number, end: number, metric: number, slot: number): void {
    const reading = this.#reading;
    const value = parseNumber(this.#page, from, end);
    if (value === undefined || slot === SLOT_NAMELESS) {
      reading.malformed++;
      return;
    }
    reading.lines++;
    if (slot === SLOT_SLICE) reading.sliceLines++;
    else if (slot === SLOT_STRANGER) this.#stranger(from);
    else if (isBlank(value)) return;
    else if (metric === XID) this.#xid(slot, value);
    else if (metric === ENERGY) this.#energy(slot, value);
    else this.#keep(metric * this.#gpuCount + slot, pack(metric, value));
  }

  #keep(index: number, packed: number): void {
    const reading = this.#reading;
    if (packed < 0) reading.outOfRange++;
    else if (reading.values[index] !== MISSING) reading.duplicates++;
    else reading.values[index] = packed;
  }

  #xid(slot: number, value: number): void {
    const reading = this.#reading;
    if (value < 0 || value > 0xffff || !Number.isInteger(value)) reading.outOfRange++;
    else if (reading.xids[slot] !== -1) reading.duplicates++;
    else reading.xids[slot] = value;
  }

  #energy(slot: number, value: number): void {
    const reading = this.#reading;
    if (value < 0) reading.outOfRange++;
    else if (!Number.isNaN(reading.energies[slot])) reading.duplicates++;
    else reading.energies[slot] = value;
  }

  #stranger(valueAt: number): void {
    const { strangers } = this.#reading;
    if (strangers.size >= MAX_STRANGERS) return;
    const lineStart = this.#page.lastIndexOf(NEWLINE, valueAt - 1) + 1;
    const text = Buffer.from(this.#page.subarray(this.#nameEnd(lineStart, valueAt), valueAt)).toString("utf8");
    const labels = parseLabels(text);
    const uuid = labels?.get("UUID") ?? labels?.get("uuid");
    if (uuid === undefined || strangers.has(uuid)) return;
    strangers.set(uuid, { uuid, hostname: labels?.get("hostname") ?? labels?.get("Hostname") ?? null });
  }

  #countReporting(): number {
    const { values } = this.#reading;
    const count = this.#gpuCount;
    let reporting = 0;
    for (let slot = 0; slot < count; slot++) {
      for (let metric = 0; metric < METRIC_COUNT; metric++) {
        if (values[metric * count + slot] === MISSING) continue;
        reporting++;
        break;
      }
    }
    return reporting;
  }
}

function startsWith(bytes: Uint8Array, at: number, end: number, prefix: Uint8Array): boolean {
  if (end - at < prefix.length) return false;
  for (let index = 0; index < prefix.length; index++) if (bytes[at + index] !== prefix[index]) return false;
  return true;
}

function forget(memory: PageMemory): void {
  memory.bytes = new Uint8Array(0);
  memory.ends = [];
  memory.slots = [];
  memory.lines = [];
}
