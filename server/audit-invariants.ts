import { chainViolations } from './platform/queries-audit-chain.ts'
import type { InvariantCheck } from './slices/ledger/index.ts'

/** Every minute the newest links and entries are looked at: more than any minute brings. */
const recentEntries = 5_000

/** The audit log belongs to the platform, which knows no slice; here it joins what the ledger's verifier runs. */
export const auditInvariants: readonly InvariantCheck[] = [
  {
    invariant: 'audit.chain_unbroken',
    find: snapshot =>
      snapshot.violations(chainViolations('$1::bigint'), [snapshot.scope === 'all' ? null : recentEntries]),
  },
]
