import { createHash } from 'node:crypto'
import ssh2 from 'ssh2'

/** A key pair in OpenSSH's form: the private part as a file holds it, the public part as one line. */
export type KeyPair = { readonly private: string; readonly public: string }

export function newKeys(): KeyPair {
  const pair = ssh2.utils.generateKeyPairSync('ed25519')
  return { private: pair.private, public: pair.public }
}

/** `SHA256:…` of a public or private key in OpenSSH's form, as `ssh-keygen -lf` prints it. */
export function fingerprintOf(key: string): string {
  const parsed = ssh2.utils.parseKey(key)
  if (parsed instanceof Error) throw parsed
  return `SHA256:${createHash('sha256').update(parsed.getPublicSSH()).digest('base64').replace(/=+$/, '')}`
}
