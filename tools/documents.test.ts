import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { sourceFiles } from './tidy/tidy.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const documents = sourceFiles(root).filter(path => path.endsWith('.md'))

function prose(path: string): string {
  return readFileSync(join(root, path), 'utf8').replaceAll(/^ *```[^]*?^ *```/gm, '')
}

/** Links of a document that stay in the repository: as in `[text](link)`, and sources of pictures. */
function linksOf(path: string): string[] {
  const found = prose(path).matchAll(/\]\(([^)\s]+)\)|\bsrc="([^"]+)"/g)
  return Array.from(found, match => match[1] ?? match[2] ?? '').filter(
    link => !/^(?:[a-z]+:|\/|\{\{)/.test(link),
  )
}

/** What a heading is called in a link: lower case, without punctuation, dashes for spaces. */
function anchorsOf(path: string): string[] {
  return Array.from(prose(path).matchAll(/^#+ (.+)$/gm), ([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

function isBroken(from: string, link: string): boolean {
  const [path = '', anchor] = link.split('#', 2)
  const target = path === '' ? from : normalize(join(dirname(from), decodeURIComponent(path)))
  if (!existsSync(join(root, target))) return true
  return anchor !== undefined && target.endsWith('.md') && !anchorsOf(target).includes(anchor)
}

describe('documents', () => {
  test('their links lead somewhere', () => {
    const links = documents.flatMap(path => linksOf(path).map(link => ({ path, link })))
    expect(links.length).toBeGreaterThan(50)
    expect(links.filter(({ path, link }) => isBroken(path, link))).toEqual([])
  })

  test('a link to nowhere is found', () => {
    expect(isBroken('README.md', 'docs/nowhere.md')).toBe(true)
    expect(isBroken('README.md', 'docs/architecture.md#nothing-of-the-sort')).toBe(true)
    expect(isBroken('docs/architecture.md', '#the-money-pipeline')).toBe(false)
  })

  test('every decision is in the list of decisions', () => {
    const records = documents.filter(path => /^docs\/decisions\/\d{4}-/.test(path))
    const listed = linksOf('docs/decisions/README.md').map(link => `docs/decisions/${link}`)
    expect(records.filter(path => !listed.includes(path))).toEqual([])
    const numbers = records.map(path => path.slice('docs/decisions/'.length, 'docs/decisions/'.length + 4))
    expect(numbers.length).toBe(new Set(numbers).size)
  })
})
