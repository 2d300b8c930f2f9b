import { isTest } from './graph.ts'

/** A construct the house does not use, where it may not appear, and why (style.md). */
export type Rule = { name: string; why: string; pattern: RegExp; applies(path: string): boolean }

const production = (path: string): boolean =>
  !isTest(path) && /^(contract|server|simulators|web)\//.test(path)

/** Files that speak to the outside of the program and may therefore read its environment or its clock. */
const edges =
  /^(server\/(main|cli|launch[a-z-]*|platform\/(config|clock|embedded-postgres[a-z-]*))\.ts|simulators\/|bench\/|tools\/)/

export const rules: readonly Rule[] = [
  {
    name: 'sql only in queries',
    why: 'all SQL of a slice stands in its queries.ts, where it is reviewed together and measured',
    pattern:
      /(?:`|')\s*(?:SELECT\s+(?:[\w.*"]+(?:\s*,|\s+FROM\b|\s*\()|\d|count|max)|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|WITH\s+\w+\s+AS\s*\(|CREATE\s+(?:TABLE|DATABASE|ROLE)|ALTER\s+\w+|DROP\s+(?:TABLE|DATABASE))\b|\.(?:selectFrom|insertInto|updateTable|deleteFrom)\(/,
    applies: path => production(path) && !/(^|\/)queries(-[a-z0-9-]+)?\.ts$/.test(path),
  },
  {
    name: 'no enum, namespace or decorator',
    why: 'only erasable syntax runs without a build step; a union says the same',
    pattern: /^\s*(?:export\s+)?(?:const\s+)?enum\s+\w+|^\s*(?:export\s+)?namespace\s+\w+|^\s*@[A-Z]\w+\(/m,
    applies: () => true,
  },
  {
    name: 'no silenced compiler or linter',
    why: 'a silenced rule hides the next mistake too; mend the code or change the rule for everybody',
    pattern: /@ts-(?:ignore|expect-error|nocheck)|(?:oxlint|eslint)-disable/,
    applies: path => path !== 'tools/tidy/rules.ts',
  },
  {
    name: 'no skipped or focused test',
    why: 'a test that does not run protects nobody',
    pattern: /\b(?:test|it|describe)\.(?:skip|only|todo)\(|\bx(?:it|describe)\(/,
    applies: path => path !== 'tools/tidy/rules.ts',
  },
  {
    name: 'no default export',
    why: 'one thing has one name wherever it is used',
    pattern: /^export default\b/m,
    applies: path => !path.endsWith('.config.ts'),
  },
  {
    name: 'one clock',
    why: 'the present comes from platform/clock, so that tests and the test edition can move it',
    pattern: /\bDate\.now\(\)|\bnew Date\(\)/,
    applies: path =>
      /^server\/(slices|platform|test-edition)\//.test(path) && !isTest(path) && !edges.test(path),
  },
  {
    name: 'one configuration',
    why: 'settings are read once and validated in platform/config',
    pattern: /\bprocess\.env\b/,
    applies: path => /^server\/(slices|platform)\//.test(path) && !isTest(path) && !edges.test(path),
  },
  {
    name: 'no floating-point money',
    why: 'an amount is a bigint of minor units; a float cannot hold ten cents',
    pattern: /parseFloat\(|\bNumber\((?:amount|minor|balance|money)/,
    applies: production,
  },
  {
    name: 'no schemas in the website',
    why: 'the contract’s schemas bring zod, which weighs 60 kB and tries eval, which our policy forbids; take types, or constants from a file without schemas',
    pattern: /^import \{(?:\s*type \w+\s*,)*\s*(?!type )\w+[^}]*\} from '[^']*contract\/api\//m,
    applies: path => path.startsWith('web/') && !path.startsWith('web/dev/') && !isTest(path),
  },
  {
    name: 'nothing left unfinished',
    why: 'what is not done is said in the issue, not left in the code',
    pattern: /(?:\/\/|\*).*\b(?:TODO|FIXME|XXX|HACK)\b/,
    applies: path => path !== 'tools/tidy/rules.ts',
  },
]

/** Lines a file may have: what no longer fits in one's head is two things (style.md, rule 11). */
export function maxLinesOf(path: string): number | undefined {
  if (path.endsWith('.gen.ts')) return undefined
  return isTest(path) ? 550 : 330
}
