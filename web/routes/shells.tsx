import { createRootRoute, createRoute, redirect } from '@tanstack/react-router'
import { loadTexts } from '../lib/i18n.ts'
import { ApiProblem } from '../lib/problem.ts'
import { meQuery, queryClient } from '../lib/queries.ts'
import { page } from './page.ts'
import { BrokenPage, Root } from './root.tsx'

/** What every page stands in: the document, the frame of the public pages, the frame of the signed-in app. */
export const root = createRootRoute({
  component: Root,
  notFoundComponent: page(() => import('./pages/public.ts'), 'NotFoundPage'),
  errorComponent: BrokenPage,
})

export const publicShell = createRoute({
  getParentRoute: () => root,
  id: 'public',
  component: page(() => import('./pages/public.ts'), 'PublicShell'),
})

export const appShell = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  async beforeLoad({ location }) {
    // With those that a confirmation needs: they must not be missing when the connection is lost over a form.
    await Promise.all([requireSignIn(location.href), loadTexts('app', 'security')])
  },
  component: page(() => import('./pages/wallet.ts'), 'SignedInShell'),
})

/** Signed out → to the sign-in page, and back here afterwards. Without a network the last known app opens. */
async function requireSignIn(href: string): Promise<void> {
  try {
    await queryClient.ensureQueryData(meQuery)
  } catch (error) {
    if (error instanceof ApiProblem && error.problem.status === 401)
      throw redirect({ to: '/sign-in', search: { next: href } })
    if (!(error instanceof Error) || error.name !== 'NoAnswer') throw error
  }
}

/** A search parameter as text; anything else counts as absent. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
