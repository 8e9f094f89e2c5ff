const root = new URL("../", document.currentScript.src);
window.onload = () => {
  SwaggerUIBundle({
    url: new URL("openapi.json", root).href,
    dom_id: "#swagger-ui",
    deepLinking: true,
    validatorUrl: null,
  });
};
