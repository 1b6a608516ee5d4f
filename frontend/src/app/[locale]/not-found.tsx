/** Nothing here is ever "not found": addresses are files. Next's own page would travel with each. */
export default function NotFound() {
  return null;
}
