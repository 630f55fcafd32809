/** The bar at the top: which example, whose token, and whether to see the explorer or the live board, where there are any. */

import { useGraphiQL, useGraphiQLActions } from "@graphiql/react";
import { Kind, parse } from "graphql";
import { ExportButton } from "./export-button.tsx";
import { type Example, examples } from "./examples.ts";
import type { Principal } from "./principals.ts";

/** What fills the page below the bar. */
export type View = "explorer" | "board";

/** What is chosen, and how to choose. */
interface TopBarProps {
  /** Whether this is the graph that examples and board are of. */
  readonly isFleet: boolean;
  readonly takesToken: boolean;
  readonly principals: readonly Principal[];
  /** What of the page cannot be had and why, or null. */
  readonly problem: string | null;
  readonly token: string;
  readonly onToken: (token: string) => void;
  readonly view: View;
  readonly onView: (view: View) => void;
}

/** Must stand inside a GraphiQLProvider: choosing an example fills its editors. */
export function TopBar(props: TopBarProps) {
  const { isFleet, takesToken, principals, problem, token, onToken, view, onView } = props;
  const editors = useGraphiQL((state) => state);
  const actions = useGraphiQLActions();

  function show(example: Example): void {
    onView("explorer");
    editors.queryEditor?.setValue(example.query);
    editors.variableEditor?.setValue(example.variables);
    editors.responseEditor?.setValue("");
    // The editor finds out by itself which operation it holds, but only after a while: too late for a quick click on play.
    const documentAST = parse(example.query);
    const operations = documentAST.definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION);
    actions.setOperationFacts({ documentAST, operations, operationName: operations[0]?.name?.value ?? "" });
  }

  return (
    <header className="bar">
      <strong className="title">{isFleet ? "Fleet graph" : "Graph"}</strong>
      {isFleet && (
        <>
          <nav>
            <ViewButton view="explorer" label="Explorer" current={view} onView={onView} />
            <ViewButton view="board" label="Live board" current={view} onView={onView} />
          </nav>
          <ExampleChoice onChoose={show} />
        </>
      )}
      {view === "explorer" && <ExportButton token={token} format="csv" />}
      {view === "explorer" && <ExportButton token={token} format="parquet" />}
      <span className="space" />
      {problem !== null && <span className="problem">{problem}</span>}
      {takesToken && <TokenSwitch principals={principals} token={token} onToken={onToken} />}
    </header>
  );
}

function ExampleChoice({ onChoose }: { readonly onChoose: (example: Example) => void }) {
  return (
    <label>
      Example
      <select
        aria-label="Example"
        value=""
        onChange={({ target }) => {
          const example = examples.find(({ name }) => name === target.value);
          if (example !== undefined) onChoose(example);
        }}
      >
        <option value="">Choose a question…</option>
        {examples.map(({ name, title, sentence }) => (
          <option key={name} value={name} title={sentence}>
            {title}
          </option>
        ))}
      </select>
    </label>
  );
}

function ViewButton(props: {
  readonly view: View;
  readonly label: string;
  readonly current: View;
  readonly onView: (view: View) => void;
}) {
  return (
    <button type="button" aria-pressed={props.view === props.current} onClick={() => props.onView(props.view)}>
      {props.label}
    </button>
  );
}

function TokenSwitch({ principals, token, onToken }: Pick<TopBarProps, "principals" | "token" | "onToken">) {
  if (principals.length === 0) {
    return (
      <label>
        Token
        <input
          aria-label="Token"
          type="password"
          placeholder="paste a bearer token"
          value={token}
          onChange={({ target }) => onToken(target.value.trim())}
        />
      </label>
    );
  }
  return (
    <label>
      Ask as
      <select aria-label="Ask as" value={token} onChange={({ target }) => onToken(target.value)}>
        {principals.map(({ name, label, token: value }) => (
          <option key={name} value={value}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}
