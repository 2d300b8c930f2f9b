import { readFile, writeFile } from 'node:fs/promises'
import { sliceImports } from './tidy/graph.ts'

/**
 * Draws which slice may import which into `docs/architecture.md`, from the table that the house rules hold. With
 * `--check` it writes nothing and fails when the page is not current.
 */
export const page = 'docs/architecture.md'

const file = new URL(`../${page}`, import.meta.url)
const begin = '%% slices: drawn by node tools/slice-graph.ts'
const end = '%% end of slices'

/** An arrow through another slice says that one may import what stands behind it, too: only the shortest are drawn. */
export function arrows(imports: Readonly<Record<string, readonly string[]>>): string[] {
  const reachable = (slice: string): Set<string> =>
    new Set((imports[slice] ?? []).flatMap(next => [next, ...reachable(next)]))
  return Object.entries(imports).map(([slice, allowed]) => {
    const direct = allowed.filter(
      target => !allowed.some(other => other !== target && reachable(other).has(target)),
    )
    return direct.length === 0 ? slice : `${slice} --> ${direct.toSorted().join(' & ')}`
  })
}

/** The page with the graph as the table has it; throws when the page has no place for it. */
export function withSliceGraph(text: string): string {
  const lines = text.split('\n')
  const from = lines.findIndex(line => line.trim() === begin)
  const to = lines.findIndex(line => line.trim() === end)
  if (from < 0 || to < from) throw new Error(`${page} has no lines “${begin}” and “${end}”`)
  const indent = ' '.repeat(lines[from]?.indexOf('%') ?? 0)
  const drawn = arrows(sliceImports).map(line => indent + line)
  return [...lines.slice(0, from + 1), ...drawn, ...lines.slice(to)].join('\n')
}

async function main(): Promise<void> {
  const now = await readFile(file, 'utf8')
  const wanted = withSliceGraph(now)
  if (now === wanted) return
  if (process.argv.includes('--check')) {
    console.error(`${page} is not current; run: node tools/slice-graph.ts`)
    process.exitCode = 1
    return
  }
  await writeFile(file, wanted)
  console.log(`wrote ${page}`)
}

if (import.meta.main) await main()
