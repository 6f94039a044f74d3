// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
// The playground in the other engines, where this machine has them: node others.mjs FOLDER, after run.sh has
// built it. Firefox by puppeteer-core, which speaks its own protocol (playwright's wants a patched one), and
// WebKitGTK by its WebDriver, on a screen of Xvfb. Each must train to the native program's losses.

import {execFileSync, spawn} from "node:child_process";
import {existsSync, readFileSync, readdirSync, writeFileSync} from "node:fs";
import {createRequire} from "node:module";
import {pathToFileURL} from "node:url";

const work = process.argv[2];
const address = readFileSync(`${work}/address`, "utf8").trim();
const must = (sentence, ok, found = "") => { if (!ok) throw new Error(`not true: ${sentence} ${JSON.stringify(found)}`); };
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const native = (settings, epochs) => execFileSync(`${work}/native`, [settings, String(epochs)], {encoding: "utf8"})
  .split(/^epoch.*\n/m).filter(Boolean)
  .map((csv) => csv.trim().split("\n").map((line) => line.split(",")).map((v) => [v[0], v[2], v[3], v[4], v[5]].map((t) => (t === "" ? null : Number(t)))));

// Each gives {name, goto(address), value(expression), picture(), errors, close()}.
async function firefox() {
  const program = ["/usr/bin/firefox-esr", "/usr/bin/firefox"].find(existsSync);
  if (!program || !existsSync(`${work}/npm/node_modules/puppeteer-core`)) return null;
  const {default: puppeteer} = await import(pathToFileURL(createRequire(`${work}/npm/`).resolve("puppeteer-core")));
  const browser = await puppeteer.launch({browser: "firefox", executablePath: program, headless: true});
  const page = await browser.newPage(), errors = [];
  await page.setViewport({width: 1200, height: 900});
  page.on("console", (m) => { if (["error", "warn"].includes(m.type())) errors.push(m.text()); });
  page.on("pageerror", (e) => errors.push(String(e)));
  return {name: await browser.version(), errors, goto: (to) => page.goto(to), value: (text) => page.evaluate(text),
          picture: () => page.screenshot({fullPage: true}), close: () => browser.close()};
}

async function webkit() {
  const program = readdirSync("/usr/lib", {withFileTypes: true}).filter((d) => d.isDirectory())
    .flatMap((d) => ["4.1", "4.0"].map((v) => `/usr/lib/${d.name}/webkit2gtk-${v}/MiniBrowser`)).find(existsSync);
  if (!program || !existsSync("/usr/bin/WebKitWebDriver") || !existsSync("/usr/bin/Xvfb")) return null;
  const screen = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "1300x1000x24"], {stdio: ["ignore", "ignore", "ignore", "pipe"]});
  const number = await new Promise((resolve) => screen.stdio[3].once("data", (d) => resolve(String(d).trim())));
  const port = 20000 + (process.pid % 20000);
  const env = {...process.env, DISPLAY: `:${number}`, LC_ALL: "C",
               WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1"};  // root has no sandbox; the page is ours
  const driver = spawn("WebKitWebDriver", [`--port=${port}`], {stdio: "ignore", env});
  const call = async (method, path, body) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {method, ...(body ? {body: JSON.stringify(body)} : {})});
    const {value} = await answer.json();
    if (value?.error) throw new Error(`${value.error}: ${value.message}`);
    return value;
  };
  await wait(1000);
  const {sessionId, capabilities} = await call("POST", "/session", {capabilities: {alwaysMatch: {
    "webkitgtk:browserOptions": {binary: program, args: ["--automation"]}}}});
  const own = `/session/${sessionId}`;
  return {name: `WebKitGTK ${capabilities.browserVersion}`, errors: [], goto: (url) => call("POST", `${own}/url`, {url}),
          value: (text) => call("POST", `${own}/execute/sync`, {script: `return ${text}`, args: []}),
          picture: async () => Buffer.from(await call("GET", `${own}/screenshot`), "base64"),
          close: () => call("DELETE", own).finally(() => { driver.kill(); screen.kill(); })};
}

async function until(browser, expression) {
  for (const end = Date.now() + 120000; Date.now() < end; await wait(100)) if (await browser.value(expression)) return;
  throw new Error(`never true: ${expression}; ${browser.errors}`);
}

for (const [name, open] of Object.entries({firefox, webkit})) {
  const browser = await open();
  if (!browser) {
    console.log(`     not tried: there is no ${name}`);
    continue;
  }
  try {
    for (const settings of ["data=spiral&depth=4&width=16&init=zeros;normal(std=0.01);he_normal;normal(std=2)", "data=digits&depth=2&width=32&init=he_normal;zeros"]) {
      await browser.goto("about:blank");
      await browser.goto(`${address}#${settings}`);
      await until(browser, "typeof starting !== 'undefined' && starting === 0 && runs.length > 0 && now !== null && !insideBusy");
      await browser.value("void (byId('speed').value = '0', byId('play').click())");
      await until(browser, "!playing || runs.some((r) => r.rows.length > 6)");
      await browser.value("void (playing && byId('play').click())");
      await until(browser, "!playing && !insideBusy");
      const rows = await browser.value("runs.map((r) => r.rows.slice(0, 7))");
      must(`${browser.name} has the native losses`, JSON.stringify(rows) === JSON.stringify(native(settings, 6)), rows);
      writeFileSync(`${work}/pictures/${name}-${/data=(\w*)/.exec(settings)[1]}.png`, await browser.picture());
    }
    must(`${browser.name} has no error`, browser.errors.length === 0, browser.errors);
  } finally {
    await browser.close();
  }
  console.log(`     ${browser.name}: two races with the native program's losses`);
}
