import { contentHash } from './content.ts'
import { approvedContents, brokenFourEyes, type ApprovedContent } from './queries-invariants.ts'

type Violations = {
  total: number
  first: { rows: Record<string, string>; expected: string; actual: string }[]
}

/** What the verifier hands to a check; declared here because this slice imports no other. */
type Snapshot = {
  scope: 'all' | 'recent'
  violations(sql: string, values?: readonly unknown[]): Promise<Violations>
  query<Row extends object>(sql: string, values?: readonly unknown[]): Promise<Row[]>
}

/** Every minute the newest are looked at: more than any minute brings. */
const recentRequests = 500

const mostNamed = 20

/** What holds about requests that need a second person; the composition hands it to the verifier. */
export const staffInvariants = [
  {
    invariant: 'staff.four_eyes',
    find: (snapshot: Snapshot): Promise<Violations> => snapshot.violations(brokenFourEyes),
  },
  {
    invariant: 'staff.approved_content_unchanged',
    async find(snapshot: Snapshot): Promise<Violations> {
      const newest = snapshot.scope === 'all' ? null : recentRequests
      const approved = await snapshot.query<ApprovedContent>(approvedContents, [newest])
      const changed = approved.flatMap(content => {
        const actual = contentHash(content).toString('hex')
        const { id, approved_hash: expected } = content
        return actual === expected ? [] : [{ rows: { approval: id }, expected, actual }]
      })
      return { total: changed.length, first: changed.slice(0, mostNamed) }
    },
  },
]
