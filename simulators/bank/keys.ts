import ssh2 from 'ssh2'

/** A key pair in OpenSSH's form: the private part as a file holds it, the public part as one line. */
export type KeyPair = { readonly private: string; readonly public: string }

export function newKeys(): KeyPair {
  const pair = ssh2.utils.generateKeyPairSync('ed25519')
  return { private: pair.private, public: pair.public }
}
