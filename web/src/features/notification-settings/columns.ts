/** A name and its channels: columns, on narrow screens two lines. */
export const columnsClass = 'grid grid-cols-3 gap-x-2 gap-y-1.5 sm:grid-cols-[minmax(0,1fr)_repeat(3,4.5rem)]';
export const nameClass = 'col-span-3 min-w-0 sm:col-span-1';
