import type { ReactNode } from 'react'
import { cn } from './cn.ts'

export type Column<Name extends string> = {
  name: Name
  head: string
  /** Figures stand at the end of their cell, under each other. */
  end?: boolean
  /** What the row is about; it comes first on a phone, and carries the button that opens the row. */
  main?: boolean
  /** Left out where the table is a table and the screen is not wide: what stands at its end would be cut off. */
  wide?: boolean
  className?: string
}

const onlyWide = 'md:max-xl:hidden'

/** For times and states, which are read at a glance: on a wide screen they stay in one line. */
export const oneLine = 'xl:whitespace-nowrap'

export type TableRow<Name extends string> = {
  key: string
  cells: Record<Name, ReactNode>
  /** Makes the whole row open something. */
  onOpen?: () => void
}

type DataTableProps<Name extends string> = {
  label: string
  columns: readonly Column<Name>[]
  rows: readonly TableRow<Name>[]
}

/**
 * Rows of facts for people who compare them all day. On a phone each row becomes a small card of names and values: a
 * table that scrolls sideways hides what one came for.
 */
export function DataTable<Name extends string>({ label, columns, rows }: DataTableProps<Name>) {
  return (
    <table className="w-full text-sm max-md:block">
      <caption className="sr-only">{label}</caption>
      <thead className="max-md:sr-only">
        <tr className="border-b border-line">
          {columns.map(({ name, head, end, wide }) => (
            <th
              key={name}
              scope="col"
              className={cn(
                'px-3 py-2 text-xs font-medium whitespace-nowrap text-muted first:ps-4 last:pe-4',
                end ? 'text-end' : 'text-start',
                wide && onlyWide,
              )}
            >
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="divide-y divide-line max-md:block">
        {rows.map(row => (
          <tr
            key={row.key}
            onClick={row.onOpen}
            className={cn(
              'max-md:flex max-md:flex-col max-md:gap-1 max-md:px-4 max-md:py-3',
              row.onOpen && 'cursor-pointer hover:bg-sunken/60',
            )}
          >
            {columns.map(column => (
              <Cell key={column.name} column={column} row={row} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Cell<Name extends string>({ column, row }: { column: Column<Name>; row: TableRow<Name> }) {
  const { name, head, end, main, wide, className } = column
  const { onOpen } = row
  const content = row.cells[name]
  return (
    <td
      className={cn(
        'px-3 py-2.5 align-top first:ps-4 last:pe-4 max-md:p-0!',
        end && 'text-end',
        wide && onlyWide,
        main
          ? 'max-md:-order-1 max-md:pb-1! max-md:font-semibold max-md:[&_.font-medium]:font-semibold max-md:[&_.text-muted]:font-normal'
          : 'max-md:flex max-md:items-baseline max-md:justify-between',
        'max-md:gap-4 max-md:max-w-none',
        className,
      )}
    >
      {main ? null : (
        <span aria-hidden className="shrink-0 text-xs text-muted md:hidden">
          {head}
        </span>
      )}
      {main && onOpen ? (
        <button
          type="button"
          onClick={event => {
            // The row would open a second time.
            event.stopPropagation()
            onOpen()
          }}
          className="w-full rounded-sm text-start"
        >
          {content}
        </button>
      ) : (
        <div className={cn('min-w-0', !main && 'max-md:text-end')}>{content}</div>
      )}
    </td>
  )
}
