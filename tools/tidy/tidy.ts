import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { errorCodes } from '../../contract/errors.ts'
import { isTest, refusedImport } from './graph.ts'
import { maxLinesOf, rules } from './rules.ts'

/** One breach of the house rules: where, and why it matters. */
export type Breach = { file: string; line: number; says: string }

/** Files git knows or would take, relative to the root. */
export function sourceFiles(root: string): string[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  return listed.split('\n').filter(path => path !== '' && existsSync(join(root, path)))
}

/** Everything that breaks a house rule in the tree at `root`. */
export function tidy(root: string): Breach[] {
  const files = sourceFiles(root)
  const code = files.filter(path => /\.(ts|tsx|mts)$/.test(path))
  return [
    ...code.flatMap(path => inspect(path, readFileSync(join(root, path), 'utf8'))),
    ...namesGivenTwice(
      code
        .filter(path => path.startsWith('server/') && !isTest(path))
        .map(path => ({ path, text: readFileSync(join(root, path), 'utf8') })),
    ),
    ...missingErrorPages(root),
    ...messageBreaches(root, files),
    ...missingReadmes(files),
  ]
}

/** The breaches of one file; pure, so that each rule can be tested with a line of code. */
export function inspect(path: string, text: string): Breach[] {
  const breaches: Breach[] = []
  for (const rule of rules) {
    const found = rule.applies(path) ? rule.pattern.exec(text) : null
    if (found)
      breaches.push({ file: path, line: lineOf(text, found.index), says: `${rule.name}: ${rule.why}` })
  }
  const lines = text.split('\n').length
  const limit = maxLinesOf(path)
  if (limit !== undefined && lines > limit)
    breaches.push({
      file: path,
      line: limit,
      says: `${lines} lines, at most ${limit}: divide it by what it does`,
    })
  return [...breaches, ...importBreaches(path, text)]
}

const importPattern = /(?:\bfrom|\bimport)\s*\(?\s*['"](\.{1,2}\/[^'"]+)['"]/g

function importBreaches(path: string, text: string): Breach[] {
  return Array.from(text.matchAll(importPattern)).flatMap(match => {
    const target = normalize(join(dirname(path), match[1] ?? ''))
    const refused = refusedImport(path, target)
    return refused
      ? [{ file: path, line: lineOf(text, match.index), says: `imports ${target}: ${refused}` }]
      : []
  })
}

function lineOf(text: string, index: number): number {
  return text.slice(0, index).split('\n').length
}

/**
 * Prepared statements with a name that another has: the driver refuses the second one but sends what follows it, and in
 * the money pipeline that is the COMMIT (platform/statement.ts).
 */
export function namesGivenTwice(files: readonly { path: string; text: string }[]): Breach[] {
  const first = new Map<string, string>()
  return files.flatMap(({ path, text }) =>
    Array.from(text.matchAll(/\bname: '([^']+)',\s*text:/g)).flatMap(match => {
      const name = match[1] ?? ''
      const other = first.get(name)
      if (other === undefined) first.set(name, path)
      return other === undefined
        ? []
        : [{ file: path, line: lineOf(text, match.index), says: `the statement ${name} is also in ${other}` }]
    }),
  )
}

/** The `type` of every problem leads to a page that says what it means. */
function missingErrorPages(root: string): Breach[] {
  const folder = join(root, 'docs/errors')
  const pages = new Set(existsSync(folder) ? readdirSync(folder) : [])
  const missing = errorCodes
    .filter(code => !pages.has(`${code}.md`))
    .map(code => ({ file: `docs/errors/${code}.md`, line: 1, says: 'every error code has a page' }))
  const orphans = Array.from(pages)
    .filter(page => page.endsWith('.md') && !errorCodes.some(code => page === `${code}.md`))
    .map(page => ({ file: `docs/errors/${page}`, line: 1, says: 'a page of a code that does not exist' }))
  return [...missing, ...orphans]
}

/** Every folder that holds English texts holds the same in Chinese. */
function messageBreaches(root: string, files: readonly string[]): Breach[] {
  const folders = files.filter(path => path.endsWith('/en.json')).map(path => dirname(path))
  return folders.flatMap(folder => {
    const read = (name: string): unknown => {
      const file = join(root, folder, name)
      return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
    }
    return compareMessages(folder, read('en.json'), read('zh-CN.json'))
  })
}

/** Keys that only one language has, empty texts, and placeholders that one language forgot. */
export function compareMessages(folder: string, english: unknown, chinese: unknown): Breach[] {
  const en = flatten(english)
  const zh = flatten(chinese)
  const breaches: Breach[] = []
  const breach = (file: string, says: string): void =>
    void breaches.push({ file: `${folder}/${file}`, line: 1, says })
  if (en.size === 0) breach('en.json', 'has no texts')
  for (const [key, text] of en) {
    const other = zh.get(key)
    if (other === undefined) {
      // English has plural forms that Chinese does not need.
      if (!/_(?:one|two|few|many)$/.test(key)) breach('zh-CN.json', `lacks ${key}`)
    } else if (placeholders(text) !== placeholders(other))
      breach('zh-CN.json', `${key} names other facts than English`)
    if (text.trim() === '') breach('en.json', `${key} is empty`)
  }
  for (const [key, text] of zh) {
    if (!en.has(key)) breach('en.json', `lacks ${key}`)
    if (text.trim() === '') breach('zh-CN.json', `${key} is empty`)
  }
  return breaches
}

function flatten(value: unknown, prefix = ''): Map<string, string> {
  if (typeof value === 'string') return new Map([[prefix, value]])
  if (typeof value !== 'object' || value === null) return new Map()
  return new Map(
    Object.entries(value).flatMap(([key, child]) => [
      ...flatten(child, prefix === '' ? key : `${prefix}.${key}`),
    ]),
  )
}

function placeholders(text: string): string {
  return Array.from(new Set(text.match(/\{\{?\s*\w+/g) ?? []), name => name.replace(/\{+\s*/, ''))
    .toSorted()
    .join()
}

/** A slice without a README is a slice nobody can review. */
function missingReadmes(files: readonly string[]): Breach[] {
  const slices = new Set(files.flatMap(path => /^server\/slices\/([^/]+)\//.exec(path)?.[1] ?? []))
  return Array.from(slices)
    .map(slice => `server/slices/${slice}/README.md`)
    .filter(readme => !files.includes(readme))
    .map(file => ({
      file,
      line: 1,
      says: 'every slice says what it owns, its tables, invariants, states and events',
    }))
}
