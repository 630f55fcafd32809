/** The page: a bar with examples and the token switch, and below it GraphiQL or the live board. */

import { DOC_EXPLORER_PLUGIN, DocExplorerStore } from "@graphiql/plugin-doc-explorer";
import { explorerPlugin } from "@graphiql/plugin-explorer";
import { HISTORY_PLUGIN, HistoryStore } from "@graphiql/plugin-history";
import { GraphiQLProvider } from "@graphiql/react";
import { GraphiQLInterface } from "graphiql";
import { buildSchema } from "graphql";
import { useEffect, useMemo, useState } from "react";
import apiSdl from "../../schema/api.graphql?raw";
import { Board } from "./board.tsx";
import { connect } from "./connection.ts";
import { examples } from "./examples.ts";
import { fetchPrincipals, type Principal } from "./principals.ts";
import { TopBar, type View } from "./top-bar.tsx";

const schema = buildSchema(apiSdl);
const explorer = explorerPlugin({ showAttribution: false });
const firstExample = examples[0];

/** @see TopBar for what can be chosen */
export function App() {
  const { principals, problem } = usePrincipals();
  const [token, setToken] = useState("");
  const [view, setView] = useState<View>(window.location.hash === "#board" ? "board" : "explorer");
  const connection = useConnection(token);

  useEffect(() => {
    if (token === "" && principals[0] !== undefined) setToken(principals[0].token);
  }, [principals, token]);

  const choice = { principals, problem, token, onToken: setToken, view, onView: setView };
  return (
    <GraphiQLProvider
      fetcher={connection.fetcher}
      schema={schema}
      plugins={[DOC_EXPLORER_PLUGIN, HISTORY_PLUGIN, explorer]}
      referencePlugin={DOC_EXPLORER_PLUGIN}
      visiblePlugin={explorer}
      defaultQuery={firstExample?.query ?? ""}
      defaultTheme="light"
    >
      <HistoryStore>
        <DocExplorerStore>
          <div className="page">
            <TopBar {...choice} />
            <div className={view === "explorer" ? "view" : "view hidden"}>
              <GraphiQLInterface showPersistHeadersSettings={false} />
            </div>
            {view === "board" && <Board key={token} client={connection.client} />}
          </div>
        </DocExplorerStore>
      </HistoryStore>
    </GraphiQLProvider>
  );
}

function usePrincipals(): { readonly principals: readonly Principal[]; readonly problem: string | null } {
  const [principals, setPrincipals] = useState<readonly Principal[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    fetchPrincipals(abort.signal).then(setPrincipals, (error: unknown) => {
      if (!abort.signal.aborted) setProblem(`no sample tokens: ${error instanceof Error ? error.message : "unknown"}`);
    });
    return () => abort.abort();
  }, []);
  return { principals, problem };
}

/** The connection for a token; the one for the token before is closed. */
function useConnection(token: string) {
  const connection = useMemo(() => connect(token), [token]);
  useEffect(() => connection.close, [connection]);
  return connection;
}
