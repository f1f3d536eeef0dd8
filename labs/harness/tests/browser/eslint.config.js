// SPDX-License-Identifier: GPL-2.0
"use strict";

const js = require("@eslint/js");

module.exports = [
	js.configs.recommended,
	{
		languageOptions: { sourceType: "commonjs" },
		// What is defined where is for tsc, which knows more.
		rules: { "no-undef": "off", "no-var": "error", "prefer-const": "error", "eqeqeq": "error" },
	},
];
