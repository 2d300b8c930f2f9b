import { createECDH, hkdfSync, randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from './config.ts'

/** An EC key pair on P-256 (RFC 8292), both base64url: the point uncompressed, the scalar as it is. */
export type PushKeys = { publicKey: string; privateKey: string }

/** Keys for different purposes, all derived from the one master key (HKDF, RFC 5869), so that none opens another's lock. */
export type Secrets = {
  /** Key of the HMAC under which short codes are stored. */
  codeKey: Buffer
  /** Key under which what must be read again is sealed (`seal.ts`): the secrets of authenticator apps. */
  sealKey: Buffer
  /** With which we sign messages to browsers; who subscribed did so for this key. */
  pushKeys: PushKeys
  /** Passwords of the database roles we create ourselves. */
  databaseAppPassword: string
  databaseReaderPassword: string
  /** Lies in the database and tells whether it was made with this master key. */
  keyCheck: Buffer
}

function derive(masterKey: string, purpose: string, bytes: number): Buffer {
  return Buffer.from(hkdfSync('sha256', masterKey, 'okpay', purpose, bytes))
}

/** Of P-256 (SEC 2, section 2.4.2). */
const p256Order = 0xffff_ffff_0000_0000_ffff_ffff_ffff_ffff_bce6_faad_a717_9e84_f3b9_cac2_fc63_2551n

/** A key pair made of the master key: 128 bits more than needed, so that no scalar is likelier (FIPS 186-5, A.2.1). */
function deriveKeyPair(masterKey: string, purpose: string): PushKeys {
  const wide = BigInt(`0x${derive(masterKey, purpose, 48).toString('hex')}`)
  const scalar = (wide % (p256Order - 1n)) + 1n
  const pair = createECDH('prime256v1')
  pair.setPrivateKey(Buffer.from(scalar.toString(16).padStart(64, '0'), 'hex'))
  return {
    publicKey: pair.getPublicKey('base64url'),
    privateKey: pair.getPrivateKey().toString('base64url').padStart(43, 'A'),
  }
}

export function deriveSecrets(masterKey: string): Secrets {
  return {
    codeKey: derive(masterKey, 'one-time codes', 32),
    sealKey: derive(masterKey, 'secrets at rest', 32),
    pushKeys: deriveKeyPair(masterKey, 'web push'),
    databaseAppPassword: derive(masterKey, 'database role app', 24).toString('base64url'),
    databaseReaderPassword: derive(masterKey, 'database role reader', 24).toString('base64url'),
    keyCheck: derive(masterKey, 'key of the database', 32),
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
