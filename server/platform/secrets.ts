import { hkdfSync, randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from './config.ts'

/** Keys for different purposes, all derived from the one master key (HKDF, RFC 5869), so that none opens another's lock. */
export type Secrets = {
  /** Key of the HMAC under which short codes are stored. */
  codeKey: Buffer
  /** Key under which what must be read again is sealed (`seal.ts`): the secrets of authenticator apps. */
  sealKey: Buffer
  /** Passwords of the database roles we create ourselves. */
  databaseAppPassword: string
  databaseReaderPassword: string
}

function derive(masterKey: string, purpose: string, bytes: number): Buffer {
  return Buffer.from(hkdfSync('sha256', masterKey, 'okpay', purpose, bytes))
}

export function deriveSecrets(masterKey: string): Secrets {
  return {
    codeKey: derive(masterKey, 'one-time codes', 32),
    sealKey: derive(masterKey, 'secrets at rest', 32),
    databaseAppPassword: derive(masterKey, 'database role app', 24).toString('base64url'),
    databaseReaderPassword: derive(masterKey, 'database role reader', 24).toString('base64url'),
  }
}

/**
 * The master key: OKPAY_SECRET_KEY, which the live edition demands, or one made at the first start of the test
 * edition and kept in the data folder, readable by its owner only.
 */
export function loadMasterKey(config: Pick<Config, 'masterKey' | 'dataDir'>): string {
  if (config.masterKey) return config.masterKey
  const file = join(config.dataDir, 'secret.key')
  mkdirSync(config.dataDir, { recursive: true })
  try {
    writeFileSync(file, randomBytes(48).toString('base64url'), { mode: 0o600, flag: 'wx' })
  } catch (error) {
    const exists = error instanceof Error && 'code' in error && error.code === 'EEXIST'
    if (!exists) throw error
  }
  return readFileSync(file, 'utf8').trim()
}
