/** Asks the gateway for an operation's rows as a file. */

import { type PlanRequest, readVariables } from "./request-plan.ts";

/** Rows that the gateway asks for at a time; as many as the fleet's lists give at once. */
const PAGE_SIZE = 1000;

/** A form that the gateway gives files in. */
export type ExportFormat = "csv" | "parquet";

/** A file as the browser saves it. */
export interface ExportFile {
  readonly name: string;
  readonly content: Blob;
}

/** @throws Error with a message for people: there is no list in the operation, or several; or the file could not be finished */
export async function requestExport(
  { query, operationName, variables, token }: PlanRequest,
  format: ExportFormat,
): Promise<ExportFile> {
  const headers = { "content-type": "application/json" };
  const response = await fetch(`export.${format}?pageSize=${PAGE_SIZE}`, {
    method: "POST",
    headers: token === "" ? headers : { ...headers, authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, operationName, variables: readVariables(variables) }),
  });
  if (!response.ok) {
    const { errors } = (await response.json()) as { readonly errors?: readonly { readonly message: string }[] };
    throw new Error(errors?.[0]?.message ?? `the gateway answered ${response.status}`);
  }
  return { name: `${operationName ?? "export"}.${format}`, content: await wholeContent(response) };
}

async function wholeContent(response: Response): Promise<Blob> {
  try {
    return await response.blob();
  } catch (cause) {
    throw new Error("The file could not be finished: download it again.", { cause });
  }
}
