// SPDX-License-Identifier: GPL-2.0
/*
 * What a reader would see of a page, by a reader who measures.
 *
 * reader.c has it evaluated in each page, and gets an object back:
 *
 *	problems	[kind, what] pairs
 *	background	how light the page is, 0 to 1
 *	links, ids	only if asked for, each in one string, a line each
 *
 * dark: what the reader's system prefers; everything: links and ids, too.
 */
(async function (dark, everything) {
	// The page is allowed a moment: its scripts change the scheme, menus slide, and
	// pictures that scripts have put in are still on their way.
	function pause(ms) {
		return new Promise(done => setTimeout(done, ms));
	}

	for (let i = 0; i < 50; i++) {
		const shade = getComputedStyle(document.body).backgroundColor;

		if (window.jQuery)
			jQuery(":animated").finish();
		if (light(colour(shade)) < 0.5 === dark &&
		    Array.from(document.images).every(picture => picture.complete))
			break;
		await pause(20);
	}

	const found = { problems: [] };
	const told = new Set();

	function problem(kind, what) {
		if (!told.has(kind + what) && told.size < 20) {
			told.add(kind + what);
			found.problems.push([kind, what]);
		}
	}

	function name(e) {
		return e.tagName.toLowerCase() + (e.id ? "#" + e.id : "") +
			(typeof e.className === "string" && e.className ?
			 "." + e.className.trim().split(/\s+/).join(".") : "");
	}

	function words(text) {
		return JSON.stringify(text.trim().replace(/\s+/g, " ").slice(0, 40));
	}

	// The styles of an element are asked for again and again.
	const styles = new Map();

	function style(e) {
		if (!styles.has(e))
			styles.set(e, getComputedStyle(e));
		return styles.get(e);
	}

	// Can what is inside of it be scrolled to?
	const reach = new Map();

	function scrolls(e) {
		if (!e || e === document.body || e === document.documentElement)
			return false;
		if (!reach.has(e)) {
			const x = style(e).overflowX;

			reach.set(e, ((x === "auto" || x === "scroll") && e.id !== "doc-content") ||
				  scrolls(e.parentElement));
		}
		return reach.get(e);
	}

	// --- colours

	function colour(s) {
		const n = s.match(/[\d.]+/g).map(Number);

		if (s.startsWith("color("))
			return [n[0] * 255, n[1] * 255, n[2] * 255, n.length > 3 ? n[3] : 1];
		return [n[0], n[1], n[2], n.length > 3 ? n[3] : 1];
	}

	function over(top, below) {
		return [0, 1, 2].map(i => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
	}

	function light(c) {
		const [r, g, b] = c.slice(0, 3).map(v => {
			v /= 255;
			return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
		});

		return 0.2126 * r + 0.7152 * g + 0.0722 * b;
	}

	const grounds = new Map();

	function ground(e) {
		if (!e) {
			const dark = matchMedia("(prefers-color-scheme: dark)").matches &&
				style(document.documentElement).colorScheme.includes("dark");

			return dark ? [18, 18, 18, 1] : [255, 255, 255, 1];
		}
		if (!grounds.has(e)) {
			const own = colour(style(e).backgroundColor);

			grounds.set(e, own[3] === 1 ? own : over(own, ground(e.parentElement)));
		}
		return grounds.get(e);
	}

	function contrast(e, text) {
		const s = style(e), below = ground(e);
		const c = light(over(colour(s.color), below)), b = light(below);
		const ratio = (Math.max(c, b) + 0.05) / (Math.min(c, b) + 0.05);
		const size = parseFloat(s.fontSize);
		const large = size >= 24 || (size >= 18.66 && s.fontWeight >= 700);

		if (ratio < (large ? 3 : 4.5) - 0.01)
			problem("contrast", ratio.toFixed(2) + " in " + name(e) + ": " + words(text));
	}

	// --- the page

	const width = document.documentElement.clientWidth;
	const content = document.getElementById("doc-content");

	for (const e of [document.scrollingElement, content])
		if (e && e.scrollWidth > e.clientWidth + 1)
			problem("width", name(e) + " is " + e.scrollWidth + " wide, not " +
				e.clientWidth);

	for (const i of document.images)
		if (!i.complete || !i.naturalWidth)
			problem("picture", i.getAttribute("src"));

	const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	const seen = new Map();
	const kinds = new Set();
	const range = document.createRange();

	for (let t = walk.nextNode(); t; t = walk.nextNode()) {
		const e = t.parentElement;

		if (!t.data.trim() || /^(script|style|noscript|option)$/i.test(e.tagName))
			continue;
		// A source is thousands of words in a dozen colours, in a box that scrolls.
		if (e.closest("div.fragment")) {
			const kind = e.tagName + e.className;

			if (kinds.has(kind))
				continue;
			kinds.add(kind);
		}
		if (!seen.has(e))
			seen.set(e, e.checkVisibility({ opacityProperty: true, visibilityProperty: true }));
		if (!seen.get(e))
			continue;
		if (!e.closest("svg"))
			contrast(e, t.data);
		if (!scrolls(e)) {
			range.selectNodeContents(t);
			const box = range.getBoundingClientRect();

			if (box.width && (box.right > width + 1 || box.left < -1) && box.right > 0)
				problem("width", words(t.data) + " in " + name(e) + " is from " +
					Math.round(box.left) + " to " + Math.round(box.right));
		}
	}

	// Text that is cut by a box that cannot be scrolled. The exceptions are words
	// for screen readers, and a table of contents that opens when it is touched.
	const exceptions = ".main-menu-btn, .toc.interactive:not(.open)";
	const boxes = new Set();

	for (const [e, visible] of seen) {
		for (let box = visible ? e : null; box && box !== document.body; box = box.parentElement) {
			if (boxes.has(box))
				break;
			boxes.add(box);
			const s = style(box);

			if (s.display === "inline" || !box.clientWidth || box.matches(exceptions))
				continue;
			if ((/hidden|clip/.test(s.overflowX) && box.scrollWidth > box.clientWidth + 1) ||
			    (/hidden|clip/.test(s.overflowY) && box.scrollHeight > box.clientHeight + 1))
				problem("clipped", name(box) + ": " + words(box.innerText || ""));
		}
	}

	found.background = light(ground(document.body));
	if (everything) {
		found.links = Array.from(document.links, a => a.href).join("\n");
		found.ids = Array.from(document.querySelectorAll("[id], a[name]"),
				       e => e.id || e.name).join("\n");
	}
	return found;
})
