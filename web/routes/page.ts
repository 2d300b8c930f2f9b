import { lazyRouteComponent } from '@tanstack/react-router'
import { part } from '../lib/part.ts'

/**
 * The component of a route, loaded when the route is first visited. Of itself the router would load the whole document
 * anew when a file is missing, which without a connection leads nowhere; `MissingPart` is for `BrokenPage` to deal with.
 */
export const page: typeof lazyRouteComponent = (load, name) => lazyRouteComponent(() => part(load), name)
