/** The panel that shows how the gateway would answer the operation in the editor. Nothing is executed for it. */

import { type GraphiQLPlugin, useGraphiQL } from "@graphiql/react";
import { createContext, useContext, useEffect, useState } from "react";
import { requestPlan } from "./request-plan.ts";

/** The token to ask with, or empty for nobody. */
export const TokenContext = createContext("");

/** A panel of GraphiQL. Stands below a `TokenContext`. */
export const PLAN_PLUGIN: GraphiQLPlugin = { title: "Query plan", icon: PlanIcon, content: PlanPanel };

/** How long the editor must be left alone before the plan of what it holds is asked for. */
const QUIET_MS = 400;

function PlanPanel() {
  const token = useContext(TokenContext);
  const query = useGraphiQL((state) => state.queryEditor?.getValue() ?? "");
  const facts = useGraphiQL((state) => state.documentAST);
  const operationName = useGraphiQL((state) => state.operationName) ?? null;
  const variables = useGraphiQL((state) => state.variableEditor?.getValue() ?? "");
  const [plan, setPlan] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  useEffect(() => {
    const abort = new AbortController();
    const show = (text: string | null, trouble: string | null): void => {
      if (abort.signal.aborted) return;
      setPlan(text);
      setProblem(trouble);
    };
    const timer = setTimeout(() => {
      requestPlan({ query, operationName, variables, token }, abort.signal).then(
        (text) => show(text, null),
        (error: unknown) => show(null, error instanceof Error ? error.message : "unknown"),
      );
    }, QUIET_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
    // The editor says that its text has changed by having read it anew.
  }, [query, facts, operationName, variables, token]);

  return (
    <section className="plan" aria-label="Query plan">
      <div className="graphiql-doc-explorer-title">Query plan</div>
      <p>What the gateway asks of which subgraph, and what waits for what. Nothing is executed.</p>
      {problem !== null && <p className="problem">{problem}</p>}
      {plan !== null && <pre>{plan}</pre>}
    </section>
  );
}

function PlanIcon() {
  return (
    <svg viewBox="0 0 14 14" fill="none" stroke="currentColor" strokeWidth="1.4" aria-hidden="true">
      <circle cx="3" cy="7" r="1.8" />
      <circle cx="11" cy="3" r="1.8" />
      <circle cx="11" cy="11" r="1.8" />
      <path d="M4.7 6.2 9.3 3.8M4.7 7.8l4.6 2.4" />
    </svg>
  );
}
