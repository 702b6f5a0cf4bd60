// Brings the front-end libraries into the server's static files, each with its licence, at the versions of package-lock.json.
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const out = "../budgetkg/server/static/vendor";
await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });

const bundled = new Set();
for (const name of ["charts", "editor"]) {
  const made = await build({
    entryPoints: [`${name}.js`], bundle: true, minify: true, format: "esm", target: "es2022", legalComments: "none",
    outfile: `${out}/${name}.js`, metafile: true,
  });
  for (const path of Object.keys(made.metafile.inputs)) {
    const found = path.match(/^node_modules\/((?:@[^/]+\/)?[^/]+)\//);
    if (found) bundled.add(found[1]);
  }
  // Sent as it is to whoever takes gzip, which is every browser: nothing is compressed while somebody waits.
  await writeFile(`${out}/${name}.js.gz`, gzipSync(await readFile(`${out}/${name}.js`), { level: 9 }));
}

let text = "";
for (const name of [...bundled].sort()) {
  const { version } = JSON.parse(await readFile(`node_modules/${name}/package.json`, "utf8"));
  const files = [];
  for (const file of ["LICENSE", "LICENSE.txt", "NOTICE"]) {
    const said = await readFile(`node_modules/${name}/${file}`, "utf8").catch(() => null);
    if (said !== null) files.push(`== ${name} ${version}: ${file}\n\n${said.trim()}\n\n\n`);
  }
  if (files.length === 0) throw new Error(`${name} has no licence file`);
  text += files.join("");
}
await writeFile(`${out}/LICENSES.txt`, text);

// What the tests check the pages with; it is not shipped.
const tests = "../tests/budgetkg/server/vendor";
await mkdir(tests, { recursive: true });
for (const file of ["axe.min.js", "LICENSE"]) await copyFile(`node_modules/axe-core/${file}`, `${tests}/${file}`);
