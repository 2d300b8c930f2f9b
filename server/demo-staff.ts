import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { listDemoStaffCodes } from '../contract/api/meta.ts'
import { staffRoles } from '../contract/staff-permissions.ts'
import { totpCodeAt } from './platform/authenticators/totp.ts'
import type { Clock } from './platform/clock.ts'
import { route, type Route } from './platform/http/route.ts'

/**
 * The demo colleagues of the test edition: two, because what needs two people cannot be tried by one. They enrol
 * through the realm's own doors with passwords and authenticator secrets made by chance for this data folder, kept in
 * a file only its owner may read. The live edition never loads this.
 */
export const demoColleagues = [
  { name: '林梅', email: 'mei.lin@staff.okpay.example', locale: 'zh-CN', roles: ['supervisor', 'auditor'] },
  {
    name: 'Samuel Reed',
    email: 'samuel.reed@staff.okpay.example',
    locale: 'en',
    roles: ['compliance', 'finance'],
  },
] as const

const fileSchema = z.array(
  z.object({
    id: z.uuid(),
    name: z.string(),
    email: z.string(),
    roles: z.array(z.enum(staffRoles)),
    password: z.string(),
    /** Of the authenticator app, base 64. */
    secret: z.base64(),
  }),
)

export type DemoColleague = z.output<typeof fileSchema>[number]

const fileOf = (dataDir: string): string => join(dataDir, 'demo-staff.json')

/** Nobody before the first start has enrolled them. */
export async function readDemoStaff(dataDir: string): Promise<DemoColleague[]> {
  try {
    return fileSchema.parse(JSON.parse(await readFile(fileOf(dataDir), 'utf8')))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}

export async function writeDemoStaff(dataDir: string, colleagues: readonly DemoColleague[]): Promise<void> {
  const unfinished = `${fileOf(dataDir)}.${process.pid}`
  await writeFile(unfinished, `${JSON.stringify(colleagues, null, 2)}\n`, { mode: 0o600 })
  await rename(unfinished, fileOf(dataDir))
}

/** What their authenticator apps show now, so that nobody needs a phone to look around. */
export function demoStaffRoute({ dataDir, clock }: { dataDir: string; clock: Clock }): Route {
  return route(listDemoStaffCodes, async () => {
    const now = clock.now()
    return {
      data: (await readDemoStaff(dataDir)).map(({ email, secret }) => ({
        email,
        code: totpCodeAt(Buffer.from(secret, 'base64'), now),
      })),
    }
  })
}
