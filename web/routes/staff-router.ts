import { createRouter } from '@tanstack/react-router'
import { consoleDoor, consoleDoorRoutes, consoleRoutes, consoleShell } from './console-routes.tsx'
import { root } from './shells.tsx'
import { customersPages, routerOptions } from './tree.ts'

const routeTree = root.addChildren([
  ...customersPages,
  consoleDoor.addChildren([...consoleDoorRoutes]),
  consoleShell.addChildren([...consoleRoutes]),
])

/** Knows all pages there are: it types every link, of customers' pages too. */
export const staffRouter = createRouter({ routeTree, ...routerOptions })

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof staffRouter
  }
}
