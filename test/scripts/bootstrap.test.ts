/** scripts/bootstrap.mjs in a project of its own, whose npm and compiler are scripts of a few lines. */

import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "@jest/globals";

/** Lays down what a real installation has that the bootstrap looks at, and notes that it ran. */
const NPM = `
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
if (process.argv[2] !== "ci") process.exit(0);
appendFileSync("installs", "x");
mkdirSync("node_modules/typescript/bin", { recursive: true });
writeFileSync("node_modules/typescript/bin/tsc", \`
const fs = require("node:fs");
fs.appendFileSync("builds", "x");
fs.mkdirSync("dist/scripts", { recursive: true });
fs.copyFileSync("scripts/token.ts", "dist/scripts/token.js");
console.log("the compiler says something");
\`);
`;

describe("bootstrap", () => {
  it("installs and builds what is missing, once, and keeps stdout for the command", async () => {
    await using project = await createProject();
    expect(await project.run("token", "samsung")).toMatchObject({ code: 0, stdout: "token of samsung\n" });
    expect(await project.run("token", "sk")).toEqual({ code: 0, stdout: "token of sk\n", stderr: "" });
    expect(await project.count("installs")).toBe(1);
    expect(await project.count("builds")).toBe(1);
  });

  it("installs again when the lock file asks for something else, and builds again when a source changes", async () => {
    await using project = await createProject();
    await project.run("token", "sk");
    await project.write("package-lock.json", '{ "packages": { "node_modules/more": { "version": "1.0.0" } } }');
    await project.write("scripts/token.ts", 'console.log("changed");');
    expect(await project.run("token")).toMatchObject({ code: 0, stdout: "changed\n" });
    expect(await project.count("installs")).toBe(2);
    expect(await project.count("builds")).toBe(2);
  });

  it("builds once when two commands start together", async () => {
    await using project = await createProject();
    const both = await Promise.all([project.run("token", "sk"), project.run("token", "naver")]);
    expect(both.map(({ stdout }) => stdout)).toEqual(["token of sk\n", "token of naver\n"]);
    expect(await project.count("builds")).toBe(1);
  });

  it("hands on the command's exit code", async () => {
    await using project = await createProject();
    await project.write("scripts/token.ts", "process.exitCode = 2;");
    expect(await project.run("token")).toMatchObject({ code: 2 });
  });

  it("says in one sentence that an installation failed, and tries again the next time", async () => {
    await using project = await createProject();
    await project.write("npm.mjs", 'process.exit(process.argv[2] === "ci" ? 1 : 0);');
    expect(await project.run("token")).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringMatching(/\nDependencies could not be installed: npm's reason stands above; .*\n$/),
    });
    await project.write("npm.mjs", NPM);
    expect(await project.run("token", "sk")).toMatchObject({ code: 0 });
  });

  // npm went on asking an unreachable registry for each of 800 packages, with retries: nothing happened for ten minutes.
  it("says in one sentence that the registry does not answer, before it installs", async () => {
    await using project = await createProject();
    await project.write("npm.mjs", 'process.exit(process.argv[2] === "view" ? 1 : 0);');
    expect(await project.run("token")).toEqual({
      code: 1,
      stdout: "",
      stderr: expect.stringMatching(/^Dependencies could not be installed, for the package registry .*\n$/),
    });
  });

  // The lock held only a process id: after a restart of the machine it could be another's, and was waited for for ever.
  it("takes over a lock whose holder has gone, though another process has its id now", async () => {
    await using project = await createProject();
    await project.write(".data/bootstrap.lock", `${process.pid} 1`);
    expect(await project.run("token", "sk")).toMatchObject({ code: 0, stdout: "token of sk\n" });
    await project.write("scripts/token.ts", 'console.log("changed");');
    await project.write(".data/bootstrap.lock", "");
    expect(await project.run("token")).toMatchObject({ code: 0, stdout: "changed\n" });
  });

  it("says in one sentence that there is no npm", async () => {
    await using project = await createProject();
    expect(await project.runWithoutNpm("token")).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^npm was not found: install it, .*\n$/),
    });
  });

  it("names the commands when it is asked for another", async () => {
    await using project = await createProject();
    expect(await project.run("deploy")).toEqual({
      code: 1,
      stdout: "",
      stderr: "Name a command: start, test, token, scene, bench.\n",
    });
  });
});

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function createProject() {
  const folder = await mkdtemp(join(tmpdir(), "bootstrap-"));
  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  };
  const read = (path: string): Promise<string> => readFile(join(folder, path), "utf8");
  await write("package-lock.json", '{ "packages": {} }');
  await write("package.json", '{ "type": "module" }');
  await write("tsconfig.json", "{}");
  await write("npm.mjs", NPM);
  await write("scripts/token.ts", 'console.log("token of " + process.argv[2]);');
  await copyFile("scripts/bootstrap.mjs", join(folder, "scripts", "bootstrap.mjs"));
  // The compiler of these tests is a CommonJS script.
  await write("node_modules/typescript/package.json", "{}");
  const run = (environment: NodeJS.ProcessEnv, args: readonly string[]) =>
    new Promise<Ran>((resolve) => {
      const child = execFile(
        process.execPath,
        [join(folder, "scripts", "bootstrap.mjs"), ...args],
        { env: environment },
        (_error, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }),
      );
    });
  return {
    write,
    read,
    count: async (path: string) => (await read(path)).length,
    run: (...args: string[]) => run({ PATH: process.env["PATH"], npm_execpath: join(folder, "npm.mjs") }, args),
    runWithoutNpm: (...args: string[]) => run({ PATH: join(folder, "nowhere") }, args),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
