/**
 * Rasterises the mark into the icons of the manifests: `node web/tools/icons.ts`. Run again after the mark has
 * changed; the pictures are kept in the repository so that a build needs no browser.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { chromium } from 'playwright-core'

const publicFolder = new URL('../public/', import.meta.url)

/** Maskable icons are cut to a circle of 80 %, so the mark is smaller and the ground reaches the edge. */
const icons = [
  { file: 'icon-192.png', size: 192, scale: 1, ground: 'transparent' },
  { file: 'icon-512.png', size: 512, scale: 1, ground: 'transparent' },
  { file: 'maskable-192.png', size: 192, scale: 0.78, ground: '#0b5c50' },
  { file: 'maskable-512.png', size: 512, scale: 0.78, ground: '#0b5c50' },
  { file: 'apple-touch-180.png', size: 180, scale: 0.86, ground: '#0b5c50' },
]

const mark = await readFile(new URL('favicon.svg', publicFolder), 'utf8')
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
})
for (const { file, size, scale, ground } of icons) {
  const page = await browser.newPage({ viewport: { width: size, height: size } })
  const inner = Math.round(size * scale)
  await page.setContent(
    `<body style="margin:0;background:${ground};display:grid;place-items:center;height:${size}px"><div style="width:${inner}px;height:${inner}px">${mark}</div></body>`,
  )
  const picture = await page.screenshot({ omitBackground: true })
  await writeFile(new URL(`icons/${file}`, publicFolder), picture)
  await page.close()
}
await browser.close()
