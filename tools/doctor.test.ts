import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'

const doctor = fileURLToPath(new URL('doctor.ts', import.meta.url))
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'okpay-doctor-'))
})

afterEach(() => rm(folder, { recursive: true }))

/** What it says in English, on a machine with nothing but these settings. */
function examine(settings: Record<string, string>): Promise<string> {
  const env = { PATH: process.env['PATH'], LANG: 'en', OKPAY_DATA_DIR: folder, PORT: '0', ...settings }
  return new Promise(resolve => {
    execFile(process.execPath, [doctor], { env }, (_error, stdout, stderr) => resolve(`${stdout}${stderr}`))
  })
}

test('the key for the bank is looked at before the first withdrawal waits for it', async () => {
  const bank = {
    OKPAY_BANK_SFTP_URL: 'sftp://bank.example:22',
    OKPAY_BANK_SFTP_USER: 'okpay',
    OKPAY_BANK_SFTP_KEY_FILE: join(folder, 'bank.key'),
    OKPAY_BANK_SFTP_HOST_KEY: `SHA256:${'A'.repeat(43)}`,
    OKPAY_BANK_BIC: 'OKTBDEF0XXX',
    OKPAY_BANK_ACCOUNTS: 'EUR=DE87999000000000000978',
  }
  expect(await examine(bank)).toContain(`✗ Key for the bank: ${bank.OKPAY_BANK_SFTP_KEY_FILE} cannot be read`)
  await writeFile(bank.OKPAY_BANK_SFTP_KEY_FILE, 'a key')
  expect(await examine(bank)).toContain('✓ Key for the bank')
})

test('an address this machine does not have is not called a taken port', async () => {
  // TEST-NET-1 (RFC 5737): no machine has it.
  const said = await examine({ PORT: '4000', OKPAY_HOST: '192.0.2.1' })
  expect(said).toContain('✗ This machine has no address 192.0.2.1.')
})
