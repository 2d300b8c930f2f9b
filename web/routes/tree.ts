import { createRoute } from '@tanstack/react-router'
import { appRoutes } from './app-routes.tsx'
import { page } from './page.ts'
import { publicRoutes } from './public-routes.tsx'
import { PendingPage } from './root.tsx'
import { securityRoutes } from './security-routes.tsx'
import { appShell, publicShell, root } from './shells.tsx'

/** Not even its name reaches a production build. */
const development = import.meta.env.DEV
  ? [
      createRoute({
        getParentRoute: () => root,
        path: '/dev/gallery',
        component: page(() => import('../dev/gallery.tsx'), 'Gallery'),
      }),
    ]
  : []

/** The pages of everybody but the staff. */
export const customersPages = [
  ...development,
  publicShell.addChildren([...publicRoutes]),
  appShell.addChildren([...appRoutes, ...securityRoutes]),
] as const

export const routerOptions = {
  defaultPreload: 'intent',
  // Else what a page's own check refuses, such as a number where it reads text, reaches the page all the same.
  search: { strict: true },
  scrollRestoration: true,
  defaultPendingComponent: PendingPage,
  defaultPendingMs: 300,
} as const
