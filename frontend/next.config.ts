import type { NextConfig } from "next";
import createNextIntlPlugin from "next-intl/plugin";

const withNextIntl = createNextIntlPlugin({
  requestConfig: "./src/lib/i18n/request.ts",
  experimental: {
    // Messages are compiled at build time: no ICU parser travels to the browser.
    messages: { path: "./messages", format: "json", locales: "infer", precompile: true },
  },
});

// `npm run dev` passes the API on to a running stack; the exported pages share its origin.
const api = process.env.CIVIC_WEB_API ?? "http://127.0.0.1:8000";
const isDevelopment = process.env.NODE_ENV === "development";

const config: NextConfig = {
  trailingSlash: true,
  reactStrictMode: true,
  poweredByHeader: false,
  images: { unoptimized: true },
  experimental: { globalNotFound: true },
  ...(isDevelopment
    ? {
        skipTrailingSlashRedirect: true,
        rewrites: () =>
          Promise.resolve([
            { source: "/api/:path*", destination: `${api}/api/:path*` },
            { source: "/dev/inbox", destination: `${api}/dev/inbox` },
          ]),
      }
    : { output: "export" }),
};

export default withNextIntl(config);
