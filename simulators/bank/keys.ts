import { createHash } from 'node:crypto'
import ssh2 from 'ssh2'

/** A key pair in OpenSSH's form: the private part as a file holds it, the public part as one line. */
export type KeyPair = { readonly private: string; readonly public: string }

/**
 * A new pair that `ssh2` can read. About one in 250 that it makes it cannot: it takes a leading zero of the key away
 * (github.com/mscdex/ssh2/issues/1390), so each is read once before it is given out.
 */
export function newKeys(): KeyPair {
  for (;;) {
    const pair = ssh2.utils.generateKeyPairSync('ed25519')
    if (isReadable(pair.private) && isReadable(pair.public))
      return { private: pair.private, public: pair.public }
  }
}

function isReadable(key: string): boolean {
  return !(ssh2.utils.parseKey(key) instanceof Error)
}

/** `SHA256:…` of a public or private key in OpenSSH's form, as `ssh-keygen -lf` prints it. */
export function fingerprintOf(key: string): string {
  const parsed = ssh2.utils.parseKey(key)
  if (parsed instanceof Error) throw parsed
  return `SHA256:${createHash('sha256').update(parsed.getPublicSSH()).digest('base64').replace(/=+$/, '')}`
}
