// Brings the front-end libraries into the server's static files, each with its licence, at the versions of package-lock.json.
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { build } from "esbuild";

const out = "../budgetkg/server/static/vendor";
await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });

await build({ entryPoints: ["charts.js"], bundle: true, minify: true, format: "esm", target: "es2020", legalComments: "none", outfile: `${out}/charts.js` });
// Without the address of a source map that is not shipped.
const editor = await readFile("node_modules/@triply/yasqe/build/yasqe.min.js", "utf8");
await writeFile(`${out}/yasqe.js`, editor.replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n"));
await copyFile("node_modules/@triply/yasqe/build/yasqe.min.css", `${out}/yasqe.css`);

const shipped = {
  echarts: ["LICENSE", "NOTICE"],
  zrender: ["LICENSE"],
  tslib: ["LICENSE.txt"],
  "@triply/yasqe": ["LICENSE.txt"],
  "@triply/yasgui-utils": ["LICENSE.txt"],
  codemirror: ["LICENSE"],
};
let text = "";
for (const [name, files] of Object.entries(shipped)) {
  const { version } = JSON.parse(await readFile(`node_modules/${name}/package.json`, "utf8"));
  for (const file of files) text += `== ${name} ${version}: ${file}\n\n${(await readFile(`node_modules/${name}/${file}`, "utf8")).trim()}\n\n\n`;
}
await writeFile(`${out}/LICENSES.txt`, text);

// What the tests check the pages with; it is not shipped.
const tests = "../tests/budgetkg/server/vendor";
await mkdir(tests, { recursive: true });
for (const file of ["axe.min.js", "LICENSE"]) await copyFile(`node_modules/axe-core/${file}`, `${tests}/${file}`);
