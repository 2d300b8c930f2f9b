import tailwind from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'
import { chunkFileName, chunks } from './web/tools/chunks.ts'
import { firstFiles } from './web/tools/first-files.ts'

/** Where the API listens while `vite` serves the web application; `npm start` serves both from one origin. */
const api = process.env['OKPAY_API'] ?? `http://127.0.0.1:${process.env['PORT'] ?? '8080'}`

/**
 * What the app needs to open without a connection: its frame and the wallet. Who has signed in has all of it already, so
 * that the service worker downloads next to nothing; other pages and texts it keeps when they are opened
 * (web/public/kept-pages.js).
 */
const opensOffline = 'assets/{index,vendor,shell,frame,wallet,wallet-parts,toast,rolldown-runtime}-*.{js,css}'

export default defineConfig({
  root: 'web',
  plugins: [
    react(),
    tailwind(),
    firstFiles(),
    VitePWA({
      // The page asks before it reloads: a reload in the middle of a payment would lose what was typed.
      registerType: 'prompt',
      injectRegister: false,
      // Two manifests in web/public, one per language, chosen by boot.js.
      manifest: false,
      workbox: {
        globPatterns: ['index.html', 'boot.js', 'favicon.svg', opensOffline],
        runtimeCaching: [
          {
            urlPattern: ({ url, sameOrigin }) => sameOrigin && url.pathname.startsWith('/assets/'),
            handler: 'CacheFirst',
            options: { cacheName: 'pages' },
          },
        ],
        navigateFallback: '/index.html',
        navigateFallbackDenylist: [
          /^\/(v1|staff\/v1|socket\.io|errors|developers|assets)(\/|$)/,
          /^\/(healthz|readyz|metrics|licenses\.md)$/,
        ],
        // Push messages; and which pages are kept on this device.
        importScripts: ['/push-worker.js', '/kept-pages.js'],
        // What is opened next in the tab that has just installed it is kept, too.
        clientsClaim: true,
        cleanupOutdatedCaches: true,
        sourcemap: false,
      },
    }),
  ],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // A data: URL would need a wider Content-Security-Policy than 'self'.
    assetsInlineLimit: 0,
    manifest: true,
    // Most of the bundled libraries ask that their copyright and licence go along with each copy.
    license: { fileName: 'licenses.md' },
    reportCompressedSize: false,
    rolldownOptions: { output: { chunkFileNames: chunkFileName, codeSplitting: { groups: chunks } } },
  },
  server: {
    proxy: {
      '/v1': api,
      '/socket.io': { target: api, ws: true },
    },
  },
})
