import tailwind from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'

/** Where the API listens while `vite` serves the web application; `npm start` serves both from one origin. */
const api = process.env['OKPAY_API'] ?? `http://127.0.0.1:${process.env['PORT'] ?? '8080'}`

/** Metadata of phone numbers and password dictionaries: large, and useless without a connection. */
const neverOffline = ['assets/phone-*.js', 'assets/strength-*.js', 'assets/gallery-*.js']

export default defineConfig({
  root: 'web',
  plugins: [
    react(),
    tailwind(),
    VitePWA({
      // The page asks before it reloads: a reload in the middle of a payment would lose what was typed.
      registerType: 'prompt',
      injectRegister: false,
      // Two manifests in web/public, one per language, chosen by boot.js.
      manifest: false,
      workbox: {
        globPatterns: ['index.html', 'boot.js', 'favicon.svg', 'icons/*.png', 'assets/*.{js,css}'],
        globIgnores: neverOffline,
        navigateFallback: '/index.html',
        navigateFallbackDenylist: [
          /^\/(v1|staff\/v1|socket\.io|errors|developers|assets)(\/|$)/,
          /^\/(healthz|readyz|metrics)$/,
        ],
        // Shows push messages (web/public/push-worker.js).
        importScripts: ['/push-worker.js'],
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
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // One file under the name that `neverOffline` knows; the library and its dictionaries are of no use apart.
            { name: 'strength', test: /[\\/]node_modules[\\/]@zxcvbn-ts[\\/]/ },
            // What surrounds every page, in one file instead of twenty: compression finds more in one.
            {
              name: 'shell',
              test: /[\\/]web[\\/](lib[\\/](api|problem|queries|i18n|preferences|live|last-known|session-hint|step-up|service-worker)|ui[\\/](layout|error-state|button|alert|logo|cn|button-class|toasts)|routes[\\/](root|router))\b[^\\/]*$/,
            },
          ],
        },
      },
    },
  },
  server: {
    proxy: {
      '/v1': api,
      '/socket.io': { target: api, ws: true },
    },
  },
})
