/** The page: a bar with what can be chosen, and below it GraphiQL or the live board. */

import { DOC_EXPLORER_PLUGIN, DocExplorerStore } from "@graphiql/plugin-doc-explorer";
import { explorerPlugin } from "@graphiql/plugin-explorer";
import { HISTORY_PLUGIN, HistoryStore } from "@graphiql/plugin-history";
import { GraphiQLProvider } from "@graphiql/react";
import { createLocalStorage } from "@graphiql/toolkit";
import { GraphiQLInterface } from "graphiql";
import { useEffect, useMemo, useState } from "react";
import { Board } from "./board.tsx";
import { connect } from "./connection.ts";
import { examples } from "./examples.ts";
import { useGraph } from "./graph.ts";
import { fetchPrincipals, fetchSetting, type Principal, type Setting } from "./principals.ts";
import { PLAN_PLUGIN, TokenContext } from "./plan.tsx";
import { TopBar, type View } from "./top-bar.tsx";

const explorer = explorerPlugin({ showAttribution: false });
/** One array: GraphiQL goes back to the first panel whenever it is given another. */
const PLUGINS = [DOC_EXPLORER_PLUGIN, HISTORY_PLUGIN, explorer, PLAN_PLUGIN];
const firstExample = examples[0];
const FIRST_QUERY = "# Choose fields at the left, or write a question here.\n{\n  __typename\n}\n";
/** Apart from the fleet's, for one address may serve the one today and another tomorrow. */
const ownStorage = createLocalStorage({ namespace: "graph" });

/** The page, once the gateway has said how it is to be asked. */
export function App() {
  const [setting, setSetting] = useState<Setting | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    fetchSetting(abort.signal).then(setSetting, (error: unknown) => {
      if (!abort.signal.aborted) setProblem(error instanceof Error ? error.message : "unknown");
    });
    return () => abort.abort();
  }, []);
  if (setting !== null) return <Page setting={setting} />;
  return problem === null ? null : <p>The gateway does not answer: {problem}</p>;
}

/** @see TopBar for what can be chosen */
function Page({ setting }: { readonly setting: Setting }) {
  const { principals, problem } = usePrincipals(setting);
  const [token, setToken] = useState("");
  const [chosenView, setView] = useState<View>(window.location.hash === "#board" ? "board" : "explorer");
  const connection = useConnection(token);
  const graph = useGraph(setting, token);
  const view = graph.isFleet ? chosenView : "explorer";
  const isOpen = setting.access === "open";

  useEffect(() => {
    if (token === "" && principals[0] !== undefined) setToken(principals[0].token);
  }, [principals, token]);
  useEffect(() => {
    document.title = graph.isFleet ? "Fleet graph explorer" : "Graph explorer";
  }, [graph.isFleet]);

  const choice = { principals, problem: problem ?? graph.problem, token, onToken: setToken, view, onView: setView };
  return (
    <GraphiQLProvider
      fetcher={connection.fetcher}
      schema={graph.schema}
      plugins={PLUGINS}
      referencePlugin={DOC_EXPLORER_PLUGIN}
      visiblePlugin={explorer}
      defaultQuery={isOpen ? FIRST_QUERY : (firstExample?.query ?? FIRST_QUERY)}
      defaultTheme="light"
      {...(isOpen ? { storage: ownStorage } : {})}
    >
      <HistoryStore>
        <DocExplorerStore>
          <div className="page">
            <TopBar isFleet={graph.isFleet} takesToken={!isOpen} {...choice} />
            <div className={view === "explorer" ? "view" : "view hidden"}>
              <TokenContext value={token}>
                <GraphiQLInterface showPersistHeadersSettings={false} />
              </TokenContext>
            </div>
            {view === "board" && <Board key={token} client={connection.client} />}
          </div>
        </DocExplorerStore>
      </HistoryStore>
    </GraphiQLProvider>
  );
}

function usePrincipals({ tokensUrl }: Setting): {
  readonly principals: readonly Principal[];
  readonly problem: string | null;
} {
  const [principals, setPrincipals] = useState<readonly Principal[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    if (tokensUrl === null) return undefined;
    const abort = new AbortController();
    fetchPrincipals(tokensUrl, abort.signal).then(setPrincipals, (error: unknown) => {
      if (!abort.signal.aborted) setProblem(`no sample tokens: ${error instanceof Error ? error.message : "unknown"}`);
    });
    return () => abort.abort();
  }, [tokensUrl]);
  return { principals, problem };
}

/** The connection for a token; the one for the token before is closed. */
function useConnection(token: string) {
  const connection = useMemo(() => connect(token), [token]);
  useEffect(() => connection.close, [connection]);
  return connection;
}
