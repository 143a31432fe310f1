// What `import "simfare"` comes to in an application: a bundler would pack the loader without the files
// that it fetches from beside itself, which shows only on the page, and late.
throw new Error(
  "simfare: bundled, the planner loses the files beside it. Copy node_modules/simfare/dist to where your " +
    'site is served from, and load simfare.js from there by <script type="module">; for the types alone, ' +
    'import type {} from "simfare".',
);
