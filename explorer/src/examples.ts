/** The ready-made questions: each file of `schema/examples/`, its header comments read as title, sentence, askers and variables. */

const files = import.meta.glob<string>("../../schema/examples/*.graphql", {
  query: "?raw",
  import: "default",
  eager: true,
});

/** One ready-made question. */
export interface Example {
  /** File name without its ending, such as `03-live-utilisation`. */
  readonly name: string;
  readonly title: string;
  readonly sentence: string;
  /** Names of the sample principals who may ask it, the best suited first. */
  readonly askers: readonly string[];
  readonly query: string;
  /** JSON text, or empty. */
  readonly variables: string;
}

/** In the order of their file names. */
export const examples: readonly Example[] = Object.entries(files)
  .toSorted(([a], [b]) => a.localeCompare(b))
  .map(([path, text]) => readExample(path, text));

function readExample(path: string, text: string): Example {
  const lines = text.split("\n");
  const firstOfQuery = lines.findIndex((line) => !line.startsWith("#"));
  const header = lines.slice(0, firstOfQuery).map((line) => line.slice(1).trim());
  const setting = (name: string) =>
    header
      .find((line) => line.startsWith(`${name}:`))
      ?.slice(name.length + 1)
      .trim() ?? "";
  const variables = setting("variables");
  return {
    name: path.replace(/^.*\//, "").replace(/\.graphql$/, ""),
    title: header[0] ?? path,
    sentence: header[1] ?? "",
    askers: setting("for").split(/,\s*/),
    query: `# ${header[1] ?? ""}\n${lines.slice(firstOfQuery).join("\n")}`,
    variables: variables === "" ? "" : JSON.stringify(JSON.parse(variables), null, 2),
  };
}
