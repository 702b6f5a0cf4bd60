// While something is being put in use, the page is asked for again; when it is done, what is shown is loaded anew.
const again = async () => {
  try {
    const answer = await fetch(location.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!page.querySelector("[data-busy]")) {
      const written = [...document.querySelectorAll("input, select")].some((one) => (one.type === "radio" ? one.checked : "defaultValue" in one && one.value !== one.defaultValue));
      if (!written) location.reload();  // nobody loses what they are writing
      return;
    }
  } catch { /* the server is being started again; the next round finds it */ }
  setTimeout(again, 1500);
};
if (document.querySelector("[data-busy]")) setTimeout(again, 1000);
