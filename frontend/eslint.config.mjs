import next from "@next/eslint-plugin-next";
import boundaries from "eslint-plugin-boundaries";
import a11y from "eslint-plugin-jsx-a11y";
import hooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

/** app → features → components, lib; a feature never knows another one. */
const rooms = {
  plugins: { boundaries },
  settings: {
    "import/resolver": { typescript: { project: "./tsconfig.json" } },
    "boundaries/elements": [
      { type: "app", pattern: "src/app" },
      { type: "feature", pattern: "src/features/*" },
      { type: "components", pattern: "src/components" },
      { type: "lib", pattern: "src/lib" },
    ],
  },
  rules: {
    "boundaries/dependencies": [
      "error",
      {
        default: "disallow",
        message: "{{from.element.type}} may not import {{to.element.type}}",
        policies: [
          {
            from: { element: { type: "app" } },
            allow: { to: { element: { types: { anyOf: ["feature", "components", "lib"] } } } },
          },
          {
            from: { element: { type: "feature" } },
            allow: { to: { element: { types: { anyOf: ["components", "lib"] } } } },
          },
          {
            from: { element: { type: "components" } },
            allow: { to: { element: { type: "lib" } } },
          },
          { allow: { to: { module: { origin: ["external", "core"] } } } },
        ],
      },
    ],
  },
};

const words = {
  rules: {
    eqeqeq: "error",
    "no-console": "error",
    "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }],
    complexity: ["error", 10],
    "no-restricted-globals": ["error", { name: "fetch", message: "Use the client in lib/api." }],
    "no-restricted-imports": [
      "error",
      {
        paths: [
          { name: "next/link", message: "Use Link of lib/i18n/navigation: it keeps the language." },
          {
            name: "next-intl",
            importNames: ["useFormatter"],
            message: "Use lib/i18n/use-dates and numberText: browsers know no Uzbek months.",
          },
        ],
      },
    ],
    "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
    "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
    "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
    "@typescript-eslint/consistent-type-definitions": "off",
    "@typescript-eslint/no-misused-promises": [
      "error",
      { checksVoidReturn: { attributes: false } },
    ],
  },
};

export default tseslint.config(
  {
    ignores: [
      ".next",
      "out",
      "node_modules",
      "next-env.d.ts",
      "src/lib/api/schema.gen.ts",
      "test-results",
      "playwright-report",
    ],
  },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: { allowDefaultProject: ["*.mjs", "scripts/*.mjs"] } },
    },
  },
  a11y.flatConfigs.strict,
  hooks.configs.flat.recommended,
  {
    plugins: { "@next/next": next },
    rules: { ...next.configs.recommended.rules, ...next.configs["core-web-vitals"].rules },
  },
  { files: ["src/**/*.{ts,tsx}"], ...rooms },
  words,
  {
    files: ["**/*.mjs", "e2e/**", "lighthouse/**", "*.ts"],
    extends: [tseslint.configs.disableTypeChecked],
    rules: {
      "no-console": "off",
      "no-restricted-globals": "off",
      // Playwright's fixtures have a `use` of their own.
      "react-hooks/rules-of-hooks": "off",
      "no-empty-pattern": "off",
      "@typescript-eslint/no-misused-promises": "off",
    },
  },
);
