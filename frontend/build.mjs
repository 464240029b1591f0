// Builds the editor into the directory that is named: node build.mjs OUT
import { readFile, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { build } from "esbuild";

const out = process.argv[2];
if (!out) throw new Error("name the directory to build into: node build.mjs OUT");

const { metafile } = await build({
  entryPoints: ["src/editor.js"],
  outdir: out,
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2022"],
  charset: "utf8",
  legalComments: "none", // the licences stand in a file of their own
  metafile: true,
});

const inside = /^node_modules\/((?:@[^/]+\/)?[^/]+)\//;
const packages = new Set(Object.keys(metafile.inputs).map((file) => inside.exec(file)?.[1]));
packages.delete(undefined);
const texts = await Promise.all([...packages].sort().map(licence));
await writeFile(path.join(out, "THIRD-PARTY-LICENCES.txt"), texts.join(`\n${"-".repeat(72)}\n\n`));

async function licence(name) {
  const directory = path.join("node_modules", name);
  const { version, license } = JSON.parse(await readFile(path.join(directory, "package.json")));
  const file = (await readdir(directory)).find((entry) => /^licen[cs]e/i.test(entry));
  if (!file) throw new Error(`${name} has no licence file`);
  const text = await readFile(path.join(directory, file), "utf8");
  return `${name} ${version} (${license})\n\n${text.trim()}\n`;
}
