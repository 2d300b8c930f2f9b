import type { Visitor } from './browser.ts'

/** An authenticator of Chromium's own making, built into the visitor's device: finger and screen lock included. */
export type VirtualAuthenticator = {
  /** False: the person is asked and does nothing, as if they had put the phone aside. */
  answers(answers: boolean): Promise<void>
  /** False: somebody else's finger. */
  knows(person: boolean): Promise<void>
  /** How many passkeys it keeps. */
  passkeys(): Promise<number>
}

/** Gives the visitor's page an authenticator that keeps passkeys, by Chromium's DevTools protocol (domain WebAuthn). */
export async function plugIn({
  page,
  context,
}: Pick<Visitor, 'page' | 'context'>): Promise<VirtualAuthenticator> {
  const devtools = await context.newCDPSession(page)
  await devtools.send('WebAuthn.enable', { enableUI: false })
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return {
    async answers(enabled) {
      await devtools.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled })
    },
    async knows(isUserVerified) {
      await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified })
    },
    async passkeys() {
      const { credentials } = await devtools.send('WebAuthn.getCredentials', { authenticatorId })
      return credentials.length
    },
  }
}
