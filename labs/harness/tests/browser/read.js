#!/usr/bin/env node
// SPDX-License-Identifier: GPL-2.0
/*
 * Reads a site as its readers do, in a browser, and prints what is wrong:
 *
 *	node read.js --site DIR [--sample GLOB]... [--search WORDS=PAGE]... [PAGE...]
 *
 * Each PAGE of DIR, or all of them, is opened in the width of a phone and in a
 * desktop's, in light and in dark. A complaint is a line, its kind, a tab, the
 * page, and what is wrong there:
 *
 *	link		it leads nowhere
 *	picture		it is missing, or another part of the page is
 *	outside		something was asked of another machine
 *	console		an error on the console
 *	width		wider than a phone
 *	clipped		text that is cut
 *	contrast	text that is hard to read
 *	scheme		light where it should be dark, or the other way round
 *	access		what else WCAG 2.2 AA asks for, according to axe-core
 *	search		WORDS do not lead to PAGE
 *
 * That takes most of the time, so of generated pages that are all alike, those
 * that match a GLOB, only the first is looked at in all these ways, and by
 * axe-core. The others are opened once, in the width of a phone, in light.
 *
 * The exit status is 0 if nothing is wrong, 1 if something is, and 2 if the
 * browser could not look.
 */
"use strict";

const { parseArgs } = require("node:util");
const { Site } = require("./site.js");

async function main() {
	const { values, positionals } = parseArgs({
		allowPositionals: true,
		options: {
			site: { type: "string" },
			browser: { type: "string", default: "chromium" },
			sample: { type: "string", multiple: true, default: [] },
			search: { type: "string", multiple: true, default: [] },
		},
	});

	if (!values.site)
		throw new Error("usage: read.js --site DIR [--sample GLOB]... [--search WORDS=PAGE]... [PAGE...]");
	const site = await Site.open(values.site, values.browser);

	try {
		await site.read({ pages: positionals, samples: values.sample });
		for (const search of values.search) {
			const [words, where] = search.split("=");

			await site.search(words.replaceAll("+", " "), where);
		}
	} finally {
		await site.close();
	}
	for (const c of site.complaints)
		console.log(`${c.kind}\t${c.page}: ${c.what}`);
	console.log(`pages\t${site.summary()}`);
	return site.complaints.length ? 1 : 0;
}

main().then(status => process.exitCode = status, error => {
	console.error(`read.js: ${error.message}`);
	process.exitCode = 2;
});
