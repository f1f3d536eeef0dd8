// SPDX-License-Identifier: GPL-2.0
/*
 * What runs inside of a page: each of these functions is sent there as text, so
 * it uses nothing of what is around it.
 */
"use strict";

/**
 * @typedef {object} Found
 * @property {[string, string][]} problems kinds, and what is wrong
 * @property {string[]} links where they lead
 * @property {string[]} ids what links can lead to
 */

/**
 * What a reader would see, measured.
 *
 * @param {{ dark: boolean, everything: boolean }} options what the reader's system
 *	prefers, and whether links and ids are wanted
 * @returns {Promise<Found>}
 */
async function look({ dark, everything }) {
	/** @param {string} css @returns {number[]} red, green and blue up to 255, and alpha */
	function colour(css) {
		const [r, g, b, alpha = 1] = (css.match(/[\d.]+/g) ?? []).map(Number);

		return css.startsWith("color(") ? [r * 255, g * 255, b * 255, alpha] : [r, g, b, alpha];
	}

	/** @param {number[]} rgb @returns {number} relative luminance, as WCAG defines it */
	function luminance(rgb) {
		const [r, g, b] = rgb.map(v => v / 255)
			.map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);

		return 0.2126 * r + 0.7152 * g + 0.0722 * b;
	}

	const jQuery = /** @type {any} */ (window).jQuery;

	// By the second frame the page has heard of a new width or scheme. Then it is allowed
	// a moment: menus slide, and pictures that scripts have put in are on their way.
	await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
	for (let i = 0; i < 50; i++) {
		jQuery?.(":animated").finish();
		if (luminance(colour(getComputedStyle(document.body).backgroundColor)) < 0.5 === dark &&
		    Array.from(document.images).every(i => i.complete))
			break;
		await new Promise(done => setTimeout(done, 20));
	}

	/** @type {[string, string][]} */
	const problems = [];
	const told = new Set();

	/** @param {string} kind @param {string} what */
	function problem(kind, what) {
		if (!told.has(kind + what) && told.size < 20) {
			told.add(kind + what);
			problems.push([kind, what]);
		}
	}

	/** @param {Element} e */
	function name(e) {
		return [e.tagName.toLowerCase() + (e.id && `#${e.id}`), ...e.classList].join(".");
	}

	/** @param {string} text */
	function words(text) {
		return JSON.stringify(text.trim().replace(/\s+/g, " ").slice(0, 40));
	}

	/**
	 * The same element is asked about again and again.
	 *
	 * @template T
	 * @param {(e: Element) => T} ask
	 */
	function memo(ask) {
		/** @type {Map<Element, T>} */
		const known = new Map();

		return (/** @type {Element} */ e) => {
			const answer = known.has(e) ? /** @type {T} */ (known.get(e)) : ask(e);

			known.set(e, answer);
			return answer;
		};
	}

	const content = document.getElementById("doc-content");
	const style = memo(e => getComputedStyle(e));
	const visible = memo(e => e.checkVisibility({ opacityProperty: true, visibilityProperty: true }));

	/** Can what is inside of it be scrolled to? @type {(e: Element) => boolean} */
	const scrolls = memo(e => e !== document.body && e.parentElement !== null &&
		((/auto|scroll/.test(style(e).overflowX) && e !== content) || scrolls(e.parentElement)));

	/** The colour behind the text of an element. @type {(e: Element) => number[]} */
	const ground = memo(e => over(colour(style(e).backgroundColor), e.parentElement ?
		ground(e.parentElement) : dark && style(e).colorScheme.includes("dark") ? [18, 18, 18, 1] : [255, 255, 255, 1]));

	/** @param {number[]} top @param {number[]} below @returns {number[]} */
	function over(top, below) {
		return below.map((v, i) => i < 3 ? top[i] * top[3] + v * (1 - top[3]) : 1);
	}

	/** @param {Element} e @param {string} text */
	function contrast(e, text) {
		const s = style(e), below = ground(e);
		const lights = [luminance(over(colour(s.color), below)), luminance(below)];
		const ratio = (Math.max(...lights) + 0.05) / (Math.min(...lights) + 0.05);
		const size = parseFloat(s.fontSize);
		const large = size >= 24 || (size >= 18.66 && Number(s.fontWeight) >= 700);

		if (ratio < (large ? 3 : 4.5) - 0.01)
			problem("contrast", `${ratio.toFixed(2)} in ${name(e)}: ${words(text)}`);
	}

	const light = luminance(ground(document.body));

	if (dark ? light > 0.1 : light < 0.7)
		problem("scheme", dark ? "it is light where dark is wanted" : "it is dark where light is wanted");

	for (const e of [document.scrollingElement, content])
		if (e && e.scrollWidth > e.clientWidth + 1)
			problem("width", `${name(e)} is ${e.scrollWidth} wide, not ${e.clientWidth}`);

	for (const i of document.images)
		if (!i.complete || !i.naturalWidth)
			problem("picture", `${i.getAttribute("src")}`);

	const width = document.documentElement.clientWidth;
	const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	/** @type {Set<Element>} */
	const seen = new Set();
	const kinds = new Set();
	const range = document.createRange();

	for (let t = walk.nextNode(); t; t = walk.nextNode()) {
		const e = t.parentElement;

		if (!e || !t.nodeValue?.trim() || e.matches("script, style, noscript, option"))
			continue;
		// A source is thousands of words in a dozen colours, in a box that scrolls.
		if (e.closest("div.fragment")) {
			const kind = `${e.tagName}.${e.className}`;

			if (kinds.has(kind))
				continue;
			kinds.add(kind);
		}
		if (!visible(e))
			continue;
		seen.add(e);
		if (!e.closest("svg"))
			contrast(e, t.nodeValue);
		if (scrolls(e))
			continue;
		range.selectNodeContents(t);
		const box = range.getBoundingClientRect();

		if (box.width && (box.right > width + 1 || box.left < -1) && box.right > 0)
			problem("width", `${words(t.nodeValue)} in ${name(e)} is from ` +
				`${Math.round(box.left)} to ${Math.round(box.right)}`);
	}

	// Text that is cut by a box that cannot be scrolled. The exceptions are words
	// for screen readers, and a table of contents that opens when it is touched.
	const exceptions = ".main-menu-btn, .toc.interactive:not(.open)";
	const boxes = new Set();

	for (const e of seen) {
		for (let box = /** @type {Element | null} */ (e); box && box !== document.body; box = box.parentElement) {
			if (boxes.has(box))
				break;
			boxes.add(box);
			const s = style(box);

			if (s.display === "inline" || !box.clientWidth || box.matches(exceptions))
				continue;
			if ((/hidden|clip/.test(s.overflowX) && box.scrollWidth > box.clientWidth + 1) ||
			    (/hidden|clip/.test(s.overflowY) && box.scrollHeight > box.clientHeight + 1))
				problem("clipped", `${name(box)}: ${words(box.textContent ?? "")}`);
		}
	}

	return {
		problems,
		links: everything ? Array.from(document.links, a => a.href) : [],
		ids: everything ? Array.from(document.querySelectorAll("[id], a[name]"),
			e => e.id || `${e.getAttribute("name")}`) : [],
	};
}

/**
 * What axe-core, which is in the page, has to say.
 *
 * @param {string[]} rules names or tags
 * @returns {Promise<[string, string][]>} rules, and what broke each
 */
async function audit(rules) {
	/** @type {import("axe-core")} */
	const axe = /** @type {any} */ (window).axe;
	const { violations } = await axe.run(document, {
		runOnly: rules,
		resultTypes: ["violations"],
		preload: false,
	});

	return violations.flatMap(rule => rule.nodes
		.map(node => /** @type {[string, string]} */ ([rule.id, `${node.target.join(" ")}: ${rule.help}`])));
}

module.exports = { look, audit };
