// SPDX-License-Identifier: GPL-2.0
"use strict";

const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { fileURLToPath, pathToFileURL } = require("node:url");
const { chromium } = require("playwright-core");
const { look, audit } = require("./look.js");

/** @typedef {{ kind: string, page: string, what: string }} Complaint */

/** @typedef {{ page: import("playwright-core").Page, showing: string, open: number }} Tab */

/**
 * @typedef {object} Variant how somebody looks at a page
 * @property {string} name
 * @property {number} width in CSS pixels
 * @property {"light" | "dark"} scheme
 * @property {boolean} [axe] whether axe-core looks, too
 */

/** WCAG 2.2, levels A and AA, in the words of axe-core. */
const wcag = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** @type {Variant[]} */
const variants = [
	{ name: "phone, light", width: 360, scheme: "light", axe: true },
	{ name: "phone, dark", width: 360, scheme: "dark" },
	{ name: "desktop, dark", width: 1280, scheme: "dark", axe: true },
	{ name: "desktop, light", width: 1280, scheme: "light" },
];

/** In milliseconds: a busy machine is slow, and no finding. */
const patience = 300000;

const axe = require.resolve("axe-core/axe.min.js");

/** @param {string} glob */
function matcher(glob) {
	const parts = glob.split("*").map(s => s.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));

	return new RegExp(`^${parts.join(".*")}$`);
}

/** A site in a directory, and what is wrong with it. */
class Site {
	/** @type {Complaint[]} */
	complaints = [];
	/** The ids of each page that was opened. @type {Map<string, Set<string>>} */
	ids = new Map();
	/** Where links lead, and the first page that has each. @type {Map<string, string>} */
	links = new Map();
	/** How many pages axe-core has seen. */
	audited = 0;

	/**
	 * @param {string} dir
	 * @param {import("playwright-core").Browser} browser
	 */
	constructor(dir, browser) {
		this.dir = dir;
		this.root = `${pathToFileURL(dir)}/`;
		this.browser = browser;
	}

	/**
	 * @param {string} dir where its pages are
	 * @param {string} program the browser
	 */
	static async open(dir, program) {
		const real = fs.realpathSync(dir);
		const found = (process.env.PATH ?? "").split(":").map(p => path.resolve(p, program))
			.find(file => fs.existsSync(file));

		if (!found)
			throw new Error(`there is no ${program}`);
		const browser = await chromium.launch({
			timeout: patience,
			executablePath: found,
			// For root, Chromium has no sandbox.
			chromiumSandbox: process.getuid?.() !== 0,
			args: ["--disable-gpu", "--disable-quic", "--no-first-run",
				"--disable-background-networking", "--disable-component-update", "--disable-sync",
				// What makes it slow to go from one file to the next.
				"--disable-features=BackForwardCache,RenderDocument,PaintHolding,MediaRouter," +
				"ProactivelySwapBrowsingInstancesSameSite,SpareRendererForSitePerProcess," +
				"OptimizationHints,Translate"],
		});

		return new Site(real, browser);
	}

	async close() {
		await this.browser.close();
	}

	/**
	 * @param {string} kind
	 * @param {string} page
	 * @param {string} what
	 */
	complain(kind, page, what) {
		const line = what.split("\n")[0];

		if (!this.complaints.some(c => c.kind === kind && c.page === page && c.what === line))
			this.complaints.push({ kind, page, what: line });
	}

	/**
	 * Look at pages, and then at where their links lead.
	 *
	 * @param {{ pages?: string[], samples?: string[] }} [options] all pages,
	 * unless some are named; of those that match a sample, a pattern, axe-core
	 * and all variants see only the first.
	 */
	async read({ pages = [], samples = [] } = {}) {
		const all = fs.readdirSync(this.dir).filter(name => name.endsWith(".html")).sort();
		const queue = pages.length ? [...pages] : all;
		const patterns = samples.map(matcher);
		const seen = new Set();

		if (!queue.length)
			throw new Error(`no page in ${this.dir}`);
		const plan = queue.map(name => {
			const pattern = patterns.find(p => p.test(name));
			const audit = !pattern || !seen.has(pattern);

			seen.add(pattern);
			return { name, audit };
		});

		// A tab for each CPU.
		await Promise.all(os.cpus().slice(0, 8).map(async () => {
			const tab = await this.openTab();

			for (let next = plan.shift(); next; next = plan.shift())
				await this.readPage(tab, next.name, next.audit);
			await tab.page.context().close();
		}));
		for (const [link, page] of this.links)
			if (!this.leadsSomewhere(link))
				this.complain("link", page, `a link to ${link}`);
		this.complaints.sort((a, b) => a.page < b.page ? -1 : Number(a.page > b.page));
	}

	/** A tab of the browser, which complains of what goes wrong in it. */
	async openTab() {
		const context = await this.browser.newContext();
		const page = await context.newPage();
		const tab = { page, showing: "", open: 0 };

		context.setDefaultTimeout(patience);
		page.on("pageerror", e => this.complain("console", tab.showing,
			`${e.name}: ${e.message} ${e.stack?.match(/file:[^\s)]+/)?.[0] ?? ""}`));
		page.on("console", message => {
			// A file that is missing is told of below.
			if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
				this.complain("console", tab.showing, message.text());
		});
		page.on("requestfinished", () => tab.open--);
		page.on("request", request => {
			tab.open++;
			if (!/^(file|data|blob):/.test(request.url()))
				this.complain("outside", tab.showing, `it asks for ${request.url()}`);
		});
		page.on("requestfailed", request => {
			tab.open--;
			if (request.failure()?.errorText !== "net::ERR_ABORTED")
				this.complain("picture", tab.showing, `${request.url()} is missing`);
		});
		return tab;
	}

	/**
	 * @param {Tab} tab
	 * @param {string} name
	 * @param {Variant} variant
	 */
	async show(tab, name, { width, scheme }) {
		await tab.page.setViewportSize({ width, height: 800 });
		await tab.page.emulateMedia({ colorScheme: scheme });
		if (tab.showing !== name) {
			Object.assign(tab, { showing: name, open: 0 });
			await tab.page.goto(new URL(name, this.root).href);
			// Its scripts ask for more.
			for (let i = 0; tab.open > 0 && i < 100; i++)
				await tab.page.waitForTimeout(20);
		}
	}

	/**
	 * Keep what links need.
	 *
	 * @param {string} name
	 * @param {import("./look.js").Found} found
	 */
	keep(name, found) {
		const ids = this.ids.get(name) ?? new Set();

		this.ids.set(name, ids);
		for (const id of found.ids)
			ids.add(id);
		for (const link of found.links) {
			if (link.startsWith(this.root))
				this.links.set(link, this.links.get(link) ?? name);
			else if (link.startsWith("file:"))
				this.complain("link", name, `${link} is outside of the site`);
		}
	}

	/**
	 * @param {Tab} tab
	 * @param {string} name
	 * @param {boolean} audit look in all variants, and have axe-core look, too
	 */
	async readPage(tab, name, audit) {
		for (const variant of audit ? variants : variants.slice(0, 1)) {
			await this.show(tab, name, variant);
			const found = await tab.page.evaluate(look,
				{ dark: variant.scheme === "dark", everything: variant === variants[0] });

			for (const [kind, what] of found.problems)
				this.complain(kind, name, `${what} (${variant.name})`);
			if (variant === variants[0])
				this.keep(name, found);
			if (audit && variant.axe)
				await this.audit(tab.page, name, variant);
		}
		this.audited += Number(audit);
	}

	/**
	 * @param {import("playwright-core").Page} page
	 * @param {string} name
	 * @param {Variant} variant
	 */
	async audit(page, name, { name: how }) {
		if (!await page.evaluate("'axe' in window"))
			await page.addScriptTag({ path: axe });
		for (const [rule, what] of await page.evaluate(audit, wcag))
			this.complain(rule === "color-contrast" ? "contrast" : "access", name,
				`${rule}: ${what} (${how})`);
	}

	/**
	 * Does a link, or the page with an id that it leads to, exist?
	 *
	 * @param {string} link
	 */
	leadsSomewhere(link) {
		const url = new URL(link);
		const id = decodeURIComponent(url.hash.slice(1));

		url.hash = url.search = "";
		const file = fileURLToPath(url);
		const ids = this.ids.get(path.relative(this.dir, file));

		return fs.existsSync(file) && (!id || !ids || ids.has(id));
	}

	/**
	 * Type words into the search field of a page that Doxygen has made.
	 *
	 * @param {string} words
	 * @param {string} where what the link that they should find begins with
	 */
	async search(words, where) {
		const tab = await this.openTab();
		const { page } = tab;
		/** @param {Element[]} links */
		const hrefs = links => links.filter(a => a.checkVisibility())
			.map(a => /** @type {HTMLAnchorElement} */ (a).href);
		let found = false;

		await this.show(tab, "index.html", variants[2]);
		await page.locator("#MSearchField").pressSequentially(words);
		// Doxygen shows what it has found in the page, or in a frame of its own.
		for (const end = Date.now() + 15000; !found && Date.now() < end; await page.waitForTimeout(50))
			for (const frame of page.frames())
				for (const href of await frame.locator(".SRResult a[href]").evaluateAll(hrefs).catch(() => []))
					found ||= href.startsWith(this.root + where) && this.leadsSomewhere(href);
		if (!found)
			this.complain("search", "index.html", `"${words}" does not lead to ${where}`);
		await page.context().close();
	}

	summary() {
		return `${this.ids.size} pages, ${this.links.size} links, axe-core has seen ${this.audited} pages`;
	}
}

module.exports = { Site };
