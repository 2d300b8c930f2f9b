import type { Rolldown } from 'vite'

/**
 * Which files the website is made of. By itself the bundler makes one of each part that any two pages share: 290 files, half
 * of them smaller than the headers they travel with. Here a file is what one errand needs (web/routes/pages) or what several
 * share, so that a visit is few requests, and what compresses well together lies together
 * (docs/decisions/0118-what-a-first-visit-downloads.md).
 *
 * The order is from what all need to what few need: a group takes what its modules import along, unless a group before it has
 * it. Libraries whose index exports everything are named here, because everybody imports such an index.
 */
type Group = Rolldown.CodeSplittingGroup
type Graph = Rolldown.ChunkingContext

const path = (part: string): RegExp => new RegExp(part.replaceAll('/', '[\\\\/]'))
const inLibraries = path('/node_modules/')

/** What several errands use of what these pages import, themselves or over other modules of ours, and these libraries. */
const sharedWith = (pages: RegExp, name: string, libraries?: RegExp): Group => ({
  name: (id, graph) => (libraries?.test(id) || isImportedBy(pages, id, graph) ? name : null),
  debugName: name,
  minShareCount: 2,
})

export const chunks: Group[] = [
  // Libraries change seldom: after a new version of ours they need not be loaded again.
  { name: 'vendor', tags: ['$initial'], test: inLibraries },
  // The start of the program stays apart, as the file that everything begins with.
  { name: 'shell', tags: ['$initial'], test: path('^(?!.*/web/(main\\.tsx|index\\.html))') },
  // How every first page looks, whichever it is.
  sharedWith(
    path('/web/(routes/public/|ui/public-shell\\.)'),
    'frame',
    path(
      '/node_modules/(lucide-react|@tanstack|@radix-ui/react-(radio-group|toggle-group|presence|label|use-[a-z-]+))/',
    ),
  ),
  // The first page of the signed-in app.
  sharedWith(path('/web/routes/app/(signed-in-shell|wallet-page)\\.'), 'wallet-parts'),
  // Whatever is typed.
  {
    name: 'form',
    test: path(
      '/web/ui/(field|password-input|otp-input|auth-frame|sheet|factor-form)\\.|/node_modules/react-hook-form/',
    ),
  },
  { name: 'qr-code', test: path('/web/ui/qr-code\\.') },
  { name: 'bank-accounts', test: path('/web/ui/bank-account-fields\\.|/contract/bank-accounts/') },
  // Signing in and becoming a customer.
  sharedWith(
    path('/web/features/identity/'),
    'account-parts',
    path('/node_modules/(react-i18next|@radix-ui/react-checkbox)/'),
  ),
  { name: 'menu', test: path('/node_modules/@radix-ui/react-(dropdown-menu|popover|tooltip)/') },
  // Everything else that customers' errands share.
  sharedWith(path('/web/(routes/(public|app)/|features/(?!console)|ui/step-up-sheet\\.)'), 'parts'),
]

/** Whether one of these pages imports a module of ours, over however many others. */
function isImportedBy(pages: RegExp, id: string, graph: Graph): boolean {
  const seen = new Set<string>()
  const reaches = (module: string): boolean => {
    if (seen.has(module)) return false
    seen.add(module)
    return pages.test(module) || (graph.getModuleInfo(module)?.importers ?? []).some(reaches)
  }
  return !inLibraries.test(id) && reaches(id)
}

/** Texts are known by part and language, not only by language as their files in `web/messages` are. */
export function chunkFileName({
  name,
  facadeModuleId,
}: {
  name: string
  facadeModuleId: string | null
}): string {
  const [, part = 'core', language] =
    /[\\/]web[\\/]messages[\\/](?:(\w+)[\\/])?([\w-]+)\.json$/.exec(facadeModuleId ?? '') ?? []
  return `assets/${language === undefined ? name : `texts-${part}-${language}`}-[hash].js`
}
