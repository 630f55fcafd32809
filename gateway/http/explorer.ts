/** The explorer's files, as its build left them in one folder. */

import { createReadStream } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { extname, join, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { type Exchange, respond } from "./exchange.ts";

/** Serves files; anything else about the explorer is its own. */
export interface Explorer {
  /** Answers a GET or HEAD. @returns false when there is no such file, and nothing was written */
  serve(exchange: Exchange): Promise<boolean>;
}

/** What the page is told, at `/explorer-config.json`. */
export interface ExplorerSetting {
  /** `open`: anyone may ask, without a token. */
  readonly access: "open" | "tokens";
  /** Where the page gets tokens from, or null where it asks its user. */
  readonly tokensUrl: string | null;
}

/** Where the explorer's files are, and whom its page may talk to. */
export interface ExplorerOptions {
  readonly dir: string;
  /** Where the page gets tokens from, besides its own host. */
  readonly tokensUrl: string | null;
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".map": "application/json; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".ttf": "font/ttf",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".woff": "font/woff",
  ".woff2": "font/woff2",
};

/** Fonts and images are compressed already. */
const COMPRESSIBLE = new Set([".css", ".html", ".js", ".json", ".map", ".mjs", ".svg", ".txt", ".wasm"]);

const NOT_BUILT = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>The explorer is not built</title>
<h1>The explorer is not built</h1>
<p>The graph answers at <code>/graphql</code>. This page appears once the explorer has been built into the folder that
<code>EXPLORER_DIR</code> names.</p></html>
`;

/** Creates the explorer. Files are looked up when asked for, so a build may appear later. */
export function createExplorer({ dir, tokensUrl }: ExplorerOptions): Explorer {
  const policy = contentSecurityPolicy(tokensUrl);
  return {
    async serve(exchange) {
      const path = exchange.path === "/" ? "/index.html" : exchange.path;
      const file = await findFile(dir, path);
      if (file !== null) {
        exchange.response.setHeader("content-security-policy", policy);
        exchange.response.setHeader("referrer-policy", "no-referrer");
        await sendFile(exchange, file);
        return true;
      }
      if (exchange.path !== "/") return false;
      respond(exchange, 503, { "content-type": CONTENT_TYPES[".html"] ?? "text/html" }, NOT_BUILT);
      return true;
    },
  };
}

/** The page runs its own scripts only; editors start workers from blobs and set styles in place. */
function contentSecurityPolicy(tokensUrl: string | null): string {
  const tokens = tokensUrl === null ? "" : ` ${new URL(tokensUrl).origin}`;
  return [
    "default-src 'self'",
    "script-src 'self'",
    "worker-src 'self' blob:",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    `connect-src 'self'${tokens}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

interface FoundFile {
  readonly path: string;
  readonly bytes: number;
  readonly modifiedMs: number;
}

/** A file inside the folder, links followed; null for anything outside it and for what is no file. */
async function findFile(dir: string, urlPath: string): Promise<FoundFile | null> {
  let relative: string;
  try {
    relative = decodeURIComponent(urlPath);
  } catch {
    return null;
  }
  if (relative.includes("\0") || relative.includes("\\") || relative.split("/").some((part) => part.startsWith("."))) {
    return null;
  }
  try {
    const root = await realpath(dir);
    const path = await realpath(join(root, relative));
    if (!path.startsWith(root + sep)) return null;
    const { size, mtimeMs, isFile } = await statFile(path);
    return isFile ? { path, bytes: size, modifiedMs: mtimeMs } : null;
  } catch {
    return null;
  }
}

async function statFile(path: string): Promise<{ size: number; mtimeMs: number; isFile: boolean }> {
  const found = await stat(path);
  return { size: found.size, mtimeMs: found.mtimeMs, isFile: found.isFile() };
}

async function sendFile({ request, response }: Exchange, file: FoundFile): Promise<void> {
  const extension = extname(file.path);
  const etag = `W/"${file.bytes.toString(36)}-${Math.trunc(file.modifiedMs).toString(36)}"`;
  response.setHeader("content-type", CONTENT_TYPES[extension] ?? "application/octet-stream");
  response.setHeader("etag", etag);
  // Names with a hash of the content never change what they mean.
  const immutable = /[-.][\w-]{8,}\.\w+$/.test(file.path) && file.path.includes(`${sep}assets${sep}`);
  response.setHeader("cache-control", immutable ? "public, max-age=31536000, immutable" : "no-cache");
  if (request.headers["if-none-match"] === etag) {
    response.writeHead(304).end();
    return;
  }
  const encoded = COMPRESSIBLE.has(extension) ? await findEncoded(file, request.headers["accept-encoding"]) : null;
  if (COMPRESSIBLE.has(extension)) response.setHeader("vary", "accept-encoding");
  if (encoded !== null) response.setHeader("content-encoding", encoded.encoding);
  const plain = encoded === null ? file : encoded.file;
  if (plain !== null) response.setHeader("content-length", plain.bytes);
  if (request.method === "HEAD") {
    response.writeHead(200).end();
    return;
  }
  response.writeHead(200);
  const source = createReadStream(plain?.path ?? file.path);
  try {
    if (plain === null) await pipeline(source, createGzip(), response);
    else await pipeline(source, response);
  } catch (error) {
    // A client that goes away in the middle is no fault.
    if (!response.destroyed) throw error;
  }
}

interface Encoded {
  readonly encoding: "br" | "gzip";
  /** Null where it is compressed on the way. */
  readonly file: FoundFile | null;
}

/** How a file is sent compressed: as the build left it beside the file, else by gzip on the way. */
async function findEncoded(file: FoundFile, acceptEncoding: string | undefined): Promise<Encoded | null> {
  const accepted = new Set((acceptEncoding ?? "").split(",").map((coding) => coding.split(";")[0]?.trim()));
  for (const [encoding, suffix] of [
    ["br", ".br"],
    ["gzip", ".gz"],
  ] as const) {
    if (!accepted.has(encoding)) continue;
    const found = await statFile(file.path + suffix).catch(() => null);
    if (found?.isFile === true) {
      return { encoding, file: { path: file.path + suffix, bytes: found.size, modifiedMs: found.mtimeMs } };
    }
  }
  return accepted.has("gzip") && file.bytes > 1024 ? { encoding: "gzip", file: null } : null;
}
