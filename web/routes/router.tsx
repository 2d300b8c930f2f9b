import { createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { appRoutes } from './app-routes.tsx'
import { consoleDoor, consoleDoorRoutes, consoleRoutes, consoleShell } from './console-routes.tsx'
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
        component: lazyRouteComponent(() => import('../dev/gallery.tsx'), 'Gallery'),
      }),
    ]
  : []

const routeTree = root.addChildren([
  ...development,
  publicShell.addChildren([...publicRoutes]),
  consoleDoor.addChildren([...consoleDoorRoutes]),
  consoleShell.addChildren([...consoleRoutes]),
  appShell.addChildren([...appRoutes, ...securityRoutes]),
])

export const router = createRouter({
  routeTree,
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultPendingComponent: PendingPage,
  defaultPendingMs: 300,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
