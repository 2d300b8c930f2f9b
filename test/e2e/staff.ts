import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Secret, TOTP } from 'otpauth'
import { expect } from 'vitest'
import { z } from 'zod'
import { surroundings, type Visitor } from './browser.ts'
import { serverTime } from './server-time.ts'
import { heading, press } from './steps.ts'
import type { Texts } from './texts.ts'

/** Members of staff for browser tests: enrolled by the API, signed in on the screen. */

const password = 'copper lantern river 92'
const run = promisify(execFile)
const commandLine = fileURLToPath(new URL('../../server/cli.ts', import.meta.url))

export type Colleague = { name: string; email: string; secret: Secret }

const opened = z.object({ totp: z.object({ secret: z.string() }) })

/** Invites somebody as an operator does and enrols them by the API; the visitor's browser is signed in afterwards. */
export async function hire(visitor: Visitor, name: string, role: string): Promise<Colleague> {
  const { request } = visitor.context
  const { application, dataDir } = surroundings()
  const email = `${name.toLowerCase().replaceAll(' ', '.')}.${Date.now()}@staff.example`
  const { stdout } = await run(
    process.execPath,
    [commandLine, 'staff:invite', email, '--name', name, '--role', role, '--locale', 'en'],
    { env: { ...process.env, OKPAY_DATA_DIR: dataDir, DATABASE_URL: '' } },
  )
  const [, token] = /#(\S+)/.exec(stdout) ?? []
  const headers = { origin: new URL(application.webUrl).origin }
  const invitation = await request.post('/staff/v1/invitations/open', { data: { token }, headers })
  const secret = Secret.fromBase32(opened.parse(await invitation.json()).totp.secret)
  const factor = {
    method: 'totp',
    code: new TOTP({ secret }).generate({ timestamp: await serverTime(visitor) }),
  }
  const data = { token, password, factor }
  const accepted = await request.post('/staff/v1/invitations/accept', { data, headers })
  expect(accepted.status()).toBe(201)
  return { name, email, secret }
}

/** Signs in on the screen. The code of this half minute was used for enrolling, so it is the next one. */
export async function signInWithCode(visitor: Visitor, { t }: Texts, colleague: Colleague): Promise<void> {
  const { page, context } = visitor
  await context.clearCookies()
  await visitor.visit('/console')
  await heading(page, t('consoleSignIn.title')).waitFor()
  await page.getByLabel(t('consoleSignIn.email'), { exact: true }).fill(colleague.email)
  await page.getByLabel(t('consoleSignIn.password'), { exact: true }).fill(password)
  await press(visitor, page.getByRole('button', { name: t('consoleSignIn.next'), exact: true }))
  const timestamp = (await serverTime(visitor)) + 30_000
  const code = new TOTP({ secret: colleague.secret }).generate({ timestamp })
  await page.getByLabel(t('consoleSignIn.second.code'), { exact: true }).fill(code)
  await heading(page, t('console.search.title')).waitFor()
  await visitor.checkAccessibility()
}
