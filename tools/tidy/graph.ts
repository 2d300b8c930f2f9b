/**
 * Who may import whom, as architecture.md draws it. A slice is reached only through its `index.ts`; the graph of
 * slices has no cycle because each line below names only slices of earlier lines.
 */
export const sliceImports: Readonly<Record<string, readonly string[]>> = {
  ledger: [],
  identity: [],
  staff: [],
  'official-channels': [],
  notifications: ['identity'],
  'bank-rail': ['ledger'],
  pricing: ['ledger', 'identity'],
  'payment-methods': ['ledger', 'identity'],
  wallet: ['ledger', 'identity'],
  fx: ['ledger', 'identity', 'wallet', 'pricing'],
  records: ['wallet', 'ledger', 'identity', 'bank-rail'],
  transfers: ['wallet', 'ledger', 'identity', 'pricing'],
  withdrawals: ['wallet', 'ledger', 'identity', 'pricing', 'bank-rail', 'payment-methods'],
  remittances: ['wallet', 'ledger', 'identity', 'pricing', 'fx', 'bank-rail'],
  funding: ['wallet', 'ledger', 'identity', 'pricing', 'bank-rail', 'payment-methods'],
}

/** The parts of the tree besides the slices, and the parts each may import. */
export const partImports: Readonly<Record<string, readonly string[]>> = {
  contract: ['contract'],
  platform: ['contract', 'platform', 'messages', 'migrations'],
  migrations: [],
  messages: [],
  'test-edition': ['contract', 'platform', 'test-edition'],
  web: ['contract', 'web'],
  simulators: ['simulators', 'contract'],
}

/** Which part of the tree a file belongs to; slices as `slice:<name>`. Undefined for parts that may import anything. */
export function partOf(path: string): string | undefined {
  const [top = '', second = '', third = ''] = path.split('/')
  if (top === 'contract' || top === 'web' || top === 'simulators') return top
  if (top !== 'server') return undefined
  if (second === 'slices') return `slice:${third}`
  return ['platform', 'migrations', 'messages', 'test-edition'].includes(second) ? second : undefined
}

/** Why one file may not import another, or undefined when it may. Tests may reach for whatever they test with. */
export function refusedImport(from: string, to: string): string | undefined {
  const source = partOf(from)
  const target = partOf(to)
  if (source === undefined || isTest(from)) return undefined
  if (source.startsWith('slice:')) return refusedBySlice(source.slice(6), target, to)
  const allowed = partImports[source] ?? []
  if (target !== undefined && allowed.includes(target)) return undefined
  return `${source} may import only ${allowed.join(', ') || 'nothing'}`
}

function refusedBySlice(slice: string, target: string | undefined, to: string): string | undefined {
  if (target === `slice:${slice}`) return undefined
  if (target === 'contract' || target === 'platform' || target === 'migrations') return undefined
  if (!target?.startsWith('slice:'))
    return `slices import the contract, the platform and other slices, nothing else`
  const other = target.slice(6)
  const allowed = sliceImports[slice]
  if (!allowed) return `slice ${slice} is not in the table of tools/tidy/graph.ts`
  if (!allowed.includes(other))
    return `slice ${slice} may import ${allowed.join(', ') || 'no slice'}, not ${other}`
  return to.endsWith(`/slices/${other}/index.ts`)
    ? undefined
    : `slice ${other} is reached only through its index.ts`
}

export function isTest(path: string): boolean {
  return /\.(test|fixture)\.tsx?$/.test(path) || path.startsWith('test/') || path.includes('/testing/')
}
