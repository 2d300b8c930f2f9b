import { Landmark } from 'lucide-react'

/** Where the money goes, small, on the screens that are about something else. */
export function AccountCard({ holder, account }: { holder: string; account: string }) {
  return (
    <div className="flex items-center gap-3.5 rounded-lg bg-sunken p-4">
      <Landmark aria-hidden className="size-5 shrink-0 text-brand-text" />
      <p className="min-w-0 text-sm">
        <bdi className="block truncate font-semibold">{holder}</bdi>
        <bdi dir="ltr" className="block text-muted tabular-nums">
          {account}
        </bdi>
      </p>
    </div>
  )
}
