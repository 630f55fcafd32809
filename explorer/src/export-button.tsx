/** The button that saves the rows of the operation in the editor as a file. */

import { useGraphiQL } from "@graphiql/react";
import { useState } from "react";
import { type ExportFormat, requestExport } from "./request-export.ts";

const NAMES: Readonly<Record<ExportFormat, string>> = { csv: "CSV", parquet: "Parquet" };

/** Stands inside a GraphiQLProvider. @param token to ask with, or empty for nobody */
export function ExportButton({ token, format }: { readonly token: string; readonly format: ExportFormat }) {
  const query = useGraphiQL((state) => state.queryEditor);
  const variables = useGraphiQL((state) => state.variableEditor);
  const operationName = useGraphiQL((state) => state.operationName) ?? null;
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  async function download(): Promise<void> {
    setBusy(true);
    setProblem(null);
    try {
      const asked = { query: query?.getValue() ?? "", variables: variables?.getValue() ?? "", operationName, token };
      const { name, content } = await requestExport(asked, format);
      save(name, content);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : "unknown");
    } finally {
      setBusy(false);
    }
  }

  return (
    <>
      <button type="button" disabled={isBusy} title="Every row, page by page" onClick={() => void download()}>
        {isBusy ? "Downloading…" : `Download ${NAMES[format]}`}
      </button>
      {problem !== null && (
        <span className="problem" role="alert">
          {problem}
        </span>
      )}
    </>
  );
}

function save(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken the address by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
